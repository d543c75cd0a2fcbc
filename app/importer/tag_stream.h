// An InputFile as TagLib wants it: read only, and bounded. For tags.cpp only.
#pragma once

#include <taglib/tiostream.h>

#include <memory>
#include <string>

#include "app/importer/input_file.h"
#include "sync/base/bytes.h"

namespace segue::importer {

class TagStream final : public TagLib::IOStream {
  public:
    explicit TagStream(std::shared_ptr<InputFile> file);

    TagLib::FileName name() const override { return name_.c_str(); }
    TagLib::ByteVector readBlock(unsigned long length) override;
    void seek(long offset, Position from) override;
    long tell() const override { return at_; }
    long length() override { return file_->size(); }
    bool readOnly() const override { return true; }
    bool isOpen() const override { return true; }
    // TagLib is never asked to save.
    void writeBlock(const TagLib::ByteVector&) override {}
    void insert(const TagLib::ByteVector&, unsigned long, unsigned long) override {}
    void removeBlock(unsigned long, unsigned long) override {}
    void truncate(long) override {}

  private:
    std::shared_ptr<InputFile> file_;
    std::string name_;
    long at_ = 0;
    std::int64_t read_ = 0;  // bytes in all
    Bytes window_;           // what is around the last place read: TagLib reads a few bytes at a time
    std::int64_t window_begins_ = 0;
};

}  // namespace segue::importer
