// States as life makes them: several conductors, each under ballots of its own, who edit, meet and part at random.
#pragma once

#include <rapidcheck.h>

#include <ostream>
#include <vector>

#include "handoff/edit.h"
#include "handoff/merge.h"
#include "sync/base/random.h"
#include "tests/handoff/house.h"
#include "tests/handoff/merge_model.h"

namespace segue::handoff::test {

struct Deed {
    std::uint8_t who, what, a, b;
};
inline std::ostream& operator<<(std::ostream& out, const Deed& d) {
    return out << '{' << +d.who << ", " << +d.what << ", " << +d.a << ", " << +d.b << '}';
}

class Scribes {
  public:
    static constexpr int count = 3;
    Scribes();
    void act(const Deed& d);
    SessionState& state(int i) { return states_[static_cast<std::size_t>(i)]; }

    std::vector<Delta> deltas;  // everything ever written
    MergeModel model;           // …and what it amounts to; its writes are numbered as here
    const MergeModel::Writes& seen(int i) const { return seen_[static_cast<std::size_t>(i)]; }
    void has_seen(int i, const MergeModel::Writes& w) { seen_[static_cast<std::size_t>(i)].insert(w.begin(), w.end()); }

  private:
    void write(int who, Result<Delta, Error> delta);
    void claim(int who);
    EditContext context(int who) const;

    std::vector<SessionState> states_;
    std::vector<MergeModel::Writes> seen_;
    std::vector<Ballot> ballots_;
    std::vector<std::uint64_t> counters_;
    EnsembleTime now_{seconds(5000)};
};

SessionState empty_session();
Scribes written(const std::vector<Deed>& deeds);

}  // namespace segue::handoff::test

namespace rc {
template <>
struct Arbitrary<segue::handoff::test::Deed> {
    static Gen<segue::handoff::test::Deed> arbitrary() {
        using segue::handoff::test::Deed;
        return gen::build<Deed>(gen::set(&Deed::who, gen::inRange<std::uint8_t>(0, 3)),
                                gen::set(&Deed::what, gen::inRange<std::uint8_t>(0, 20)), gen::set(&Deed::a),
                                gen::set(&Deed::b));
    }
};
}  // namespace rc
