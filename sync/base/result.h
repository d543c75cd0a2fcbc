// What the world answers: a value, or an error of the module's closed set with one line for a person.
//
//   Result<Manifest, media::Error> read(...);      Result<void, ...> for mere success
//
// A small stand-in for C++23's std::expected, which neither C++20 nor Debian 12's clang has.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "sync/base/assert.h"

namespace segue {

// Code: the module's enum class. message: one line, says what and what to do, holds nothing secret.
template <class Code>
struct Failure {
    Code code;
    std::string message;
};

template <class Code>
Failure<Code> fail(Code code, std::string message) { return {code, std::move(message)}; }

template <class T, class Code>
class [[nodiscard]] Result {
  public:
    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Result(Failure<Code> failure) : held_(std::in_place_index<1>, std::move(failure)) {}

    bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { SEGUE_ASSERT(ok()); return *std::get_if<0>(&held_); }
    const T& value() const& { SEGUE_ASSERT(ok()); return *std::get_if<0>(&held_); }
    T&& value() && { SEGUE_ASSERT(ok()); return std::move(*std::get_if<0>(&held_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Failure<Code>& failure() const { SEGUE_ASSERT(!ok()); return *std::get_if<1>(&held_); }
    Code error() const { return failure().code; }
    const std::string& message() const { return failure().message; }

  private:
    std::variant<T, Failure<Code>> held_;
};

template <class Code>
class [[nodiscard]] Result<void, Code> {
  public:
    Result() = default;
    Result(Failure<Code> failure) : failed_(true), failure_(std::move(failure)) {}

    bool ok() const { return !failed_; }
    explicit operator bool() const { return ok(); }
    const Failure<Code>& failure() const { SEGUE_ASSERT(failed_); return failure_; }
    Code error() const { return failure().code; }
    const std::string& message() const { return failure().message; }

  private:
    bool failed_ = false;
    Failure<Code> failure_{};
};

}  // namespace segue
