#include "app/control/names.h"

#include <algorithm>
#include <cctype>

namespace segue::control {
namespace {

constexpr std::size_t id_prefix_min = 4;  // digits; fewer are more likely a name mistyped

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool same_in_any_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool is_id_prefix(std::string_view text) {
    return text.size() >= id_prefix_min && text.size() <= 2 * NodeId::size &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

template <class Fits>
std::vector<const NamedNode*> those(std::span<const NamedNode> known, Fits fits) {
    std::vector<const NamedNode*> out;
    for (const NamedNode& node : known)
        if (fits(node)) out.push_back(&node);
    return out;
}

std::string quoted(std::string_view text) { return "“" + std::string(text) + "”"; }

Failure<NameError> ambiguous(std::string_view text, const std::vector<const NamedNode*>& fitting) {
    std::string message = quoted(text) + " may be any of";
    for (const NamedNode* node : fitting) {
        message += (node == fitting.front() ? " " : ", ") + node->id.brief() + " (" + node->name;
        message += node->address.empty() ? ")" : ", " + node->address + ")";
    }
    return fail(NameError::ambiguous, message + ": use the id");
}

// "a, b and c"
std::string listed(const std::vector<std::string>& words, std::string_view last_word) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        constexpr std::size_t shown_max = 12;  // keeps the message one line
        if (i == shown_max) return out + ", and more";
        out += (i == 0 ? "" : i + 1 == words.size() ? " " + std::string(last_word) + " " : ", ") + words[i];
    }
    return out;
}

// Names that begin as what was typed, or else the nearest one.
std::vector<std::string> meant_by(std::string_view text, const std::vector<std::string_view>& names) {
    std::vector<std::string> meant;
    if (!text.empty())
        for (const std::string_view name : names)
            if (same_in_any_case(name.substr(0, text.size()), text)) meant.push_back(quoted(name));
    if (meant.empty())
        if (const auto nearest = nearest_word(text, names); !nearest.empty()) meant.push_back(quoted(nearest));
    return meant;
}

Failure<NameError> unknown(std::string_view text, std::span<const NamedNode> known) {
    const std::string message = "no node is called " + quoted(text);
    std::vector<std::string_view> names;
    for (const NamedNode& node : known) names.push_back(node.name);
    if (const auto meant = meant_by(text, names); !meant.empty())
        return fail(NameError::unknown, message + ": did you mean " + listed(meant, "or") + "?");
    if (names.empty()) return fail(NameError::unknown, message + ": no other node is here");
    return fail(NameError::unknown, message + "; there is " + listed({names.begin(), names.end()}, "and"));
}

}  // namespace

Result<NodeId, NameError> resolve_node(std::string_view text, std::span<const NamedNode> known) {
    std::vector<const NamedNode*> fitting;
    const auto fits = [&](auto rule) {
        if (fitting.empty()) fitting = those(known, rule);
    };
    if (!text.empty()) {
        if (const auto id = NodeId::from_hex(text)) fits([&](const NamedNode& n) { return n.id == *id; });
        fits([&](const NamedNode& n) { return n.address == text; });
        fits([&](const NamedNode& n) { return n.name == text; });
        fits([&](const NamedNode& n) { return same_in_any_case(n.name, text); });
        if (is_id_prefix(text))
            fits([&](const NamedNode& n) { return same_in_any_case(n.id.hex().substr(0, text.size()), text); });
    }
    if (fitting.empty()) return unknown(text, known);
    const bool one = std::all_of(fitting.begin(), fitting.end(), [&](auto* n) { return n->id == fitting.front()->id; });
    if (!one) return ambiguous(text, fitting);
    return fitting.front()->id;
}

Result<std::vector<NodeId>, NameError> resolve_nodes(std::span<const std::string> texts,
                                                     std::span<const NamedNode> known) {
    std::vector<NodeId> out;
    const auto include = [&](const NodeId& id) {
        if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
    };
    for (const std::string& text : texts) {
        auto id = resolve_node(text, known);
        if (id)
            include(*id);
        else if (text == "all")
            for (const NamedNode& node : known) include(node.id);
        else
            return id.failure();
    }
    return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    // Rows of the distance table: two back, one back, and the one being filled.
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0u : 1u)});
            const bool swapped =
                i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

std::string_view nearest_word(std::string_view typed, std::span<const std::string_view> candidates) {
    std::string_view best;
    std::size_t best_distance = 0;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(typed, candidate);
        // One slip in every three letters is a slip; more is another word.
        if (distance > std::max<std::size_t>(1, std::min(typed.size(), candidate.size()) / 3)) continue;
        if (typed.size() < 2) continue;
        if (best.empty() || distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

}  // namespace segue::control
