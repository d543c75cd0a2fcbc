// The catalogue's tables. Internal to this room.
#pragma once

#include "audio/library/sqlite.h"

namespace segue::library {

// Grows when the tables change: a file of another version is made anew.
inline constexpr std::int64_t schema_version = 2;

inline constexpr const char* schema_sql = R"sql(
CREATE TABLE about(incarnation INTEGER NOT NULL);

CREATE TABLE node(
  id INTEGER PRIMARY KEY, node BLOB NOT NULL UNIQUE, name TEXT NOT NULL DEFAULT '', present INTEGER NOT NULL DEFAULT 0);
CREATE TABLE away_folder(node INTEGER NOT NULL, path BLOB NOT NULL, PRIMARY KEY(node, path)) WITHOUT ROWID;

-- An entry of a node; body is library.proto's Entry.
CREATE TABLE place(
  id INTEGER PRIMARY KEY, node INTEGER NOT NULL, place BLOB NOT NULL, recording INTEGER NOT NULL, file BLOB,
  body BLOB NOT NULL, UNIQUE(node, place));
CREATE INDEX place_recording ON place(recording, node);
-- Only where it is not the place itself: files with a CUE sheet.
CREATE INDEX place_file ON place(file) WHERE file IS NOT NULL;

-- What the entries of one content say together: the tags of this node's entry, or else of the first node's.
CREATE TABLE recording(
  id INTEGER PRIMARY KEY, content BLOB NOT NULL UNIQUE,
  title TEXT NOT NULL, artist TEXT NOT NULL, album_artist TEXT NOT NULL, album TEXT NOT NULL, genre TEXT NOT NULL,
  composer TEXT NOT NULL, year INTEGER NOT NULL, disc INTEGER NOT NULL, number INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL, has_stems INTEGER NOT NULL, added_s INTEGER NOT NULL, cover BLOB, track BLOB,
  album_id INTEGER NOT NULL, sort_key TEXT NOT NULL);
CREATE INDEX recording_sorted ON recording(sort_key, disc, number, id);
CREATE INDEX recording_album ON recording(album_id, disc, number);
CREATE INDEX recording_year ON recording(year);
CREATE INDEX recording_duration ON recording(duration_ms);
CREATE INDEX recording_track ON recording(track) WHERE track IS NOT NULL;
CREATE INDEX recording_cover ON recording(cover) WHERE cover IS NOT NULL;
CREATE INDEX recording_stems ON recording(has_stems) WHERE has_stems;

-- Words of recordings and of albums, folded (fold.h); the rows are those of recording and album.
CREATE VIRTUAL TABLE words USING fts5(
  title, artist, album_artist, album, genre, composer, content='', columnsize=0, prefix='1 2 3',
  tokenize="unicode61 remove_diacritics 2");

CREATE TABLE album(
  id INTEGER PRIMARY KEY, artist_key TEXT NOT NULL, title_key TEXT NOT NULL, artist TEXT NOT NULL, title TEXT NOT NULL,
  year INTEGER NOT NULL, tracks INTEGER NOT NULL, UNIQUE(artist_key, title_key));
CREATE VIRTUAL TABLE album_words USING fts5(
  artist, album, content='', columnsize=0, prefix='1 2 3', tokenize="unicode61 remove_diacritics 2");

-- Kept also for contents that are not (or not yet) here.
CREATE TABLE analysis(
  content BLOB NOT NULL, analyser TEXT NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(content, analyser));
CREATE TABLE facts(
  content BLOB PRIMARY KEY, bpm REAL, bpm_confidence REAL, key TEXT, lufs REAL, true_peak REAL) WITHOUT ROWID;
CREATE INDEX facts_bpm ON facts(bpm) WHERE bpm IS NOT NULL;
CREATE INDEX facts_key ON facts(key) WHERE key IS NOT NULL;

CREATE TABLE refused(
  path BLOB PRIMARY KEY, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
)sql";

}  // namespace segue::library
