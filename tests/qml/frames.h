// What the window costs, measured on it: pictures, and the thread that makes them.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QQuickWindow>
#include <chrono>
#include <ctime>
#include <vector>

namespace segue::bench {

// Milliseconds that this thread has computed. On a busy machine the clock tells more of the others than of us.
inline double computed_ms() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

double memory_mb();
// Since this process was started; to ten milliseconds.
double since_start_ms();
// A line of the report; limit 0: none was set.
void print(const char* what, double value, const char* unit, double limit = 0);

// What each picture took, from what made it necessary (step) to its being put out.
class Frames {
  public:
    explicit Frames(QQuickWindow* window);
    // From here on is work for the next picture.
    void step();
    // The figures so far; limit_ms: no picture may take longer.
    void print(const char* what, double limit_ms = 0);
    void forget();

  private:
    QObject here_;  // ends what the window tells us when we end
    QElapsedTimer clock_;
    double computed_before_ = 0;
    bool begun_ = false;
    std::vector<double> wall_ms_, computed_ms_;
};

int measure_house();
// music: a folder of it, for a library as large as it is; empty: the demo's.
int measure_program(const QString& music);

}  // namespace segue::bench
