#include "app/segue/translate_state.h"

#include <google/protobuf/descriptor.h>

#include "app/segue/translate_library.h"

namespace segue::app {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int lines_max = 4000;  // a queue of hundreds, in full; what is behind it is left out
constexpr int decimals = 3;

QString scalar(const Message& m, const FieldDescriptor& f, int item) {
    const google::protobuf::Reflection& r = *m.GetReflection();
    const bool list = f.is_repeated();
    switch (f.cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING: {
            if (f.type() == FieldDescriptor::TYPE_BYTES) return QStringLiteral("…");
            std::string scratch;
            return q(list ? r.GetRepeatedStringReference(m, &f, item, &scratch)
                          : r.GetStringReference(m, &f, &scratch));
        }
        case FieldDescriptor::CPPTYPE_BOOL:
            return (list ? r.GetRepeatedBool(m, &f, item) : r.GetBool(m, &f)) ? QStringLiteral("yes")
                                                                              : QStringLiteral("no");
        case FieldDescriptor::CPPTYPE_ENUM:
            return q((list ? r.GetRepeatedEnum(m, &f, item) : r.GetEnum(m, &f))->name());
        case FieldDescriptor::CPPTYPE_DOUBLE:
            return QString::number(list ? r.GetRepeatedDouble(m, &f, item) : r.GetDouble(m, &f), 'f', decimals);
        case FieldDescriptor::CPPTYPE_UINT32:
            return QString::number(list ? r.GetRepeatedUInt32(m, &f, item) : r.GetUInt32(m, &f));
        case FieldDescriptor::CPPTYPE_INT32:
            return QString::number(list ? r.GetRepeatedInt32(m, &f, item) : r.GetInt32(m, &f));
        default:
            return {};
    }
}

// What people would call it.
QString title(const Message& m) {
    for (const char* name : {"name", "title", "text"})
        if (const auto* f = m.GetDescriptor()->FindFieldByName(name);
            f && f->cpp_type() == FieldDescriptor::CPPTYPE_STRING)
            return scalar(m, *f, 0);
    if (const auto* f = m.GetDescriptor()->FindFieldByName("track");
        f && f->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
        return title(m.GetReflection()->GetMessage(m, f));
    return {};
}

void add(const Message& m, int depth, std::vector<ui::StateLine>& out) {
    const google::protobuf::Reflection& r = *m.GetReflection();
    for (int i = 0; i < m.GetDescriptor()->field_count() && out.size() < lines_max; ++i) {
        const FieldDescriptor& f = *m.GetDescriptor()->field(i);
        const QString name = q(f.name());
        const bool is_message = f.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
        if (!f.is_repeated()) {
            if (!is_message) {
                out.push_back({depth, name, scalar(m, f, 0)});
            } else if (r.HasField(m, &f)) {
                out.push_back({depth, name, title(r.GetMessage(m, &f))});
                add(r.GetMessage(m, &f), depth + 1, out);
            }
            continue;
        }
        const int size = r.FieldSize(m, &f);
        out.push_back({depth, name, QString::number(size)});
        for (int item = 0; item < size && out.size() < lines_max; ++item) {
            const QString place = QString::number(item + 1);
            out.push_back(
                {depth + 1, place, is_message ? title(r.GetRepeatedMessage(m, &f, item)) : scalar(m, f, item)});
            if (is_message) add(r.GetRepeatedMessage(m, &f, item), depth + 2, out);
        }
    }
}

}  // namespace

std::vector<ui::StateLine> state_lines(const Message& message) {
    std::vector<ui::StateLine> out;
    add(message, 0, out);
    return out;
}

}  // namespace segue::app
