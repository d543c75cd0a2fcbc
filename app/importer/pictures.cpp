#include "app/importer/pictures.h"

#include <taglib/aifffile.h>
#include <taglib/asffile.h>
#include <taglib/attachedpictureframe.h>
#include <taglib/flacfile.h>
#include <taglib/flacpicture.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4coverart.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/oggfile.h>
#include <taglib/trueaudiofile.h>
#include <taglib/wavfile.h>
#include <taglib/xiphcomment.h>

#include "audio/library/limits.h"

namespace segue::importer {

namespace {

using TagLib::ByteVector;

// The first that fits; a front cover is taken whatever came before it.
class Choice {
  public:
    void offer(const ByteVector& picture, bool is_front) {
        if (picture.isEmpty() || picture.size() > library::picture_bytes_max) return;
        if (has_front_ || (!is_front && !best_.isEmpty())) return;
        best_ = picture;
        has_front_ = is_front;
    }
    Bytes bytes() const { return {best_.begin(), best_.end()}; }

  private:
    ByteVector best_;
    bool has_front_ = false;
};

void offer_id3(TagLib::ID3v2::Tag* tag, Choice& choice) {
    using Frame = TagLib::ID3v2::AttachedPictureFrame;
    if (!tag) return;
    for (TagLib::ID3v2::Frame* frame : tag->frameList("APIC"))
        if (const auto* picture = dynamic_cast<Frame*>(frame))
            choice.offer(picture->picture(), picture->type() == Frame::FrontCover);
}

void offer_flac(const TagLib::List<TagLib::FLAC::Picture*>& pictures, Choice& choice) {
    for (const TagLib::FLAC::Picture* p : pictures)
        choice.offer(p->data(), p->type() == TagLib::FLAC::Picture::FrontCover);
}

void offer_mp4(TagLib::MP4::Tag* tag, Choice& choice) {
    if (!tag || !tag->contains("covr")) return;
    for (const TagLib::MP4::CoverArt& art : tag->item("covr").toCoverArtList()) choice.offer(art.data(), false);
}

void offer_asf(TagLib::ASF::Tag* tag, Choice& choice) {
    if (!tag || !tag->contains("WM/Picture")) return;
    for (const TagLib::ASF::Attribute& a : tag->attribute("WM/Picture")) {
        const TagLib::ASF::Picture picture = a.toPicture();
        if (picture.isValid()) choice.offer(picture.picture(), picture.type() == TagLib::ASF::Picture::FrontCover);
    }
}

}  // namespace

Bytes picture_of(TagLib::File* file) {
    Choice choice;
    if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(file)) offer_id3(mpeg->ID3v2Tag(), choice);
    if (auto* wav = dynamic_cast<TagLib::RIFF::WAV::File*>(file)) offer_id3(wav->ID3v2Tag(), choice);
    if (auto* aiff = dynamic_cast<TagLib::RIFF::AIFF::File*>(file)) offer_id3(aiff->tag(), choice);
    if (auto* tta = dynamic_cast<TagLib::TrueAudio::File*>(file)) offer_id3(tta->ID3v2Tag(), choice);
    if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(file)) offer_flac(flac->pictureList(), choice);
    if (auto* ogg = dynamic_cast<TagLib::Ogg::File*>(file))
        if (auto* comment = dynamic_cast<TagLib::Ogg::XiphComment*>(ogg->tag()))
            offer_flac(comment->pictureList(), choice);
    if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(file)) offer_mp4(mp4->tag(), choice);
    if (auto* asf = dynamic_cast<TagLib::ASF::File*>(file)) offer_asf(asf->tag(), choice);
    return choice.bytes();
}

}  // namespace segue::importer
