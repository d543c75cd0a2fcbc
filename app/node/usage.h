// What this process costs.
#pragma once

namespace segue::node {

struct Usage {
    double cpu_percent = 0;  // of one core, since the last time this was asked (at least a second apart)
    double memory_mb = 0;    // resident, without memory shared with others (a JACK server's, say)
};

// [node-thread]
Usage usage_of_this_process();

}  // namespace segue::node
