// The conductor's pen: collects one write of a session, all under one stamp, without touching the state.
// Functions here know what follows from what (a removed entry that plays moves the transport on); apply.cpp knows what
// people may ask. Internal to the room.
#pragma once

#include "handoff/edit.h"
#include "handoff/views.h"

namespace segue::handoff {

class Draft {
  public:
    Draft(const SessionState& state, const EditContext& context);

    const SessionState& before() const { return state_; }
    const EditContext& context() const { return context_; }
    bool empty() const { return !written_; }
    Delta take() { return std::move(delta_); }

    // --- registers
    const Transport& transport() const { return wrote_transport_ ? transport_ : state_.transport(); }
    void write(Transport t);
    void write(const Settings& s);
    void write(const NodeId& node, const About& about);
    void write(const Ballot& reign, const Bookmark& bookmark);
    void write_volume(const NodeId& node, float level);  // node none: the group's
    void write_part(const NodeId& node, const audio::Part& part);
    void write_stand_in(const NodeId& node, const NodeId& stand_in);  // none: nobody
    // Sounds (or not) from `at` on; a later wish already written stays before it. No change if that is the wish
    // already.
    void write_switch(const NodeId& node, bool on, EnsembleTime at, Nanoseconds fade);
    void write_switches(const NodeId& node, std::vector<audio::Switch> switches);

    // --- queue
    void taken(const EditId& id);
    void put(const EntryId& id, const Source& source, std::int64_t place, const EntryFacts& facts);
    void place(const EntryId& id, std::int64_t place);
    void write(const EntryId& id, const EntryFacts& facts);
    void remove(const EntryId& id);
    bool removed(const EntryId& id) const { return removed_.contains(id); }
    void compact(const NodeId& node);

    // --- transport
    EnsembleTime soon() const { return context_.now + context_.lead; }
    // Gets `cue` ready under a new epoch; what sounds sounds on until that begins. Nowhere: stops.
    void load(const Cue& cue);
    // All is ready: what was loaded begins at `at`, at `speed`, and what sounded ends.
    void start(EnsembleTime at, double speed = 1);
    // Stops sounding soon; mode paused or stopped, to go on from `cue`.
    void rest(Mode mode, const Cue& cue, std::string note = {});
    // Pauses where it will be by then.
    void pause(std::string note = {});
    // Pauses where it was at a time past: nothing has sounded since.
    void pause_at(EnsembleTime t, std::string note);
    // The anchor to the entry that plays now, so that the queue may change around it.
    void reanchor();
    void shift(Nanoseconds delta);  // ensemble time has been renamed: t is now t + delta
    // Where next, previous and seek count from.
    Where here() const;
    // The first entry after `id` that can be played and stays; none: EntryId{}.
    EntryId playable_from(const Queue::Item* item) const;
    EntryId playable_after(const EntryId& id) const;
    void skip(const EntryId& gone);  // if it plays or is to: go on behind it

  private:
    Anchor anchor_at(const Cue& cue) const;
    void keep_loop(const Transport& old, Transport& t) const;
    audio::Epoch fresh_epoch() const;
    Output& output(const NodeId& node);
    Entry entry(const EntryId& id) const;

    const SessionState& state_;
    const EditContext context_;
    Delta delta_;
    Transport transport_;
    std::set<EntryId> removed_;
    bool written_ = false, wrote_transport_ = false;
};

// For people: its title, or its file's name.
std::string title_of(const SessionState& state, const EntryId& id);

}  // namespace segue::handoff
