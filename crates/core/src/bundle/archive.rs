//! The container of a bundle: a ZIP file of one exact shape.
//!
//! [`write()`] takes files by name and gives bytes, always the same for the same files. [`read`] takes bytes from anybody and
//! gives the files, or the first [`Fault`].
//!
//! ZIP says most things twice and lets files begin, end and overlap anywhere, so two programs can see two different
//! archives in the same bytes. Here only what `write` makes is read: entries one behind the other from the first byte,
//! their names in order, each local header the same as its line in the directory, no extra fields, no comments, no
//! encryption, no descriptors, and nothing before, between or behind. So that every program sees the same files.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;

use flate2::Crc;
use flate2::Decompress;
use flate2::FlushDecompress;
use flate2::Status;

use super::names;

/// Bytes of a bundle.
pub const FILE_BYTES: usize = 96 << 20;

/// Bytes of one file in it.
pub const ENTRY_BYTES: usize = 32 << 20;

/// Bytes of all files in it.
pub const TOTAL_BYTES: usize = 128 << 20;

/// Number of files in it.
pub const ENTRIES: usize = 4000;

/// How many times larger a file may be than its compressed form.
const RATIO: usize = 200;

/// Files up to this size are compressed whatever the ratio.
const SMALL: usize = 64 << 10;

const LOCAL: usize = 30;
const CENTRAL: usize = 46;
const END: usize = 22;

/// Why bytes are no bundle. Names are as the file writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no end record at the end, so this is no ZIP file, or something stands behind it.
    NoEnd,
    /// The end record holds a comment, is of a part of several, or is of the large kind.
    End,
    /// The directory is not where the end record says, or does not fill its place.
    Directory,
    /// Something stands before, between or behind the entries, or two of them overlap.
    Gap(String),
    /// An entry is encrypted.
    Encrypted(String),
    /// An entry is compressed in another way than by deflate.
    Method(String),
    /// An entry has flags, extra fields, a comment, a time or permissions that a bundle does not have.
    Attributes(String),
    /// The header before an entry says something else than the directory.
    Mismatch(String),
    /// A name is not UTF-8, or is one that is not allowed.
    Name(String, names::Wrong),
    /// Two entries have the same name.
    Twice(String),
    /// Two names are one where case does not count, or one is a folder of the other.
    Collision(String, String),
    /// The names are not in order.
    Order(String),
    /// An entry does not decompress to the size that it says, or to less than its compressed bytes.
    Deflate(String),
    /// The check sum of an entry is wrong.
    Sum(String),
    /// The file is larger than is allowed: bytes, limit.
    Large(usize, usize),
    /// An entry is larger than is allowed, or decompresses to far more than it takes.
    Bomb(String),
    /// All entries together are larger than is allowed: limit.
    Total(usize),
    /// There are more entries than are allowed: limit.
    Many(usize),
}

impl Fault {
    /// True for what was not looked at because of its size or number.
    pub fn is_budget(&self) -> bool {
        matches!(self, Fault::Large(..) | Fault::Bomb(_) | Fault::Total(_) | Fault::Many(_))
    }

    /// True for what is wrong with names.
    pub fn is_name(&self) -> bool {
        matches!(self, Fault::Name(..) | Fault::Twice(_) | Fault::Collision(..) | Fault::Order(_))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name: &str| names::shown(name);
        let mib = |bytes: &usize| bytes >> 20;
        match self {
            Fault::NoEnd => f.write_str("the file does not end as a ZIP file does"),
            Fault::End => f.write_str("the end of the ZIP file holds more than a bundle has"),
            Fault::Directory => f.write_str("the directory of the ZIP file is not where its end says"),
            Fault::Gap(name) => write!(f, "there are other bytes around the entry `{}`", shown(name)),
            Fault::Encrypted(name) => write!(f, "the entry `{}` is encrypted", shown(name)),
            Fault::Method(name) => write!(f, "the entry `{}` is compressed in a way that is not read", shown(name)),
            Fault::Attributes(name) => {
                write!(f, "the entry `{}` says more than an entry of a bundle does", shown(name))
            }
            Fault::Mismatch(name) => write!(f, "the entry `{}` says something else than the directory", shown(name)),
            Fault::Name(name, wrong) => write!(f, "an entry can't be called `{}`: {wrong}", shown(name)),
            Fault::Twice(name) => write!(f, "there are two entries `{}`", shown(name)),
            Fault::Collision(one, other) => write!(f, "`{one}` and `{other}` would take each other's place"),
            Fault::Order(name) => write!(f, "the entry `{}` is out of order", shown(name)),
            Fault::Deflate(name) => write!(f, "the entry `{}` does not decompress to what it says", shown(name)),
            Fault::Sum(name) => write!(f, "the check sum of the entry `{}` is wrong", shown(name)),
            Fault::Large(bytes, limit) => {
                write!(f, "the file has {} MiB, and {} MiB are read at most", mib(bytes), mib(limit))
            }
            Fault::Bomb(name) => write!(f, "the entry `{}` is larger than is allowed", shown(name)),
            Fault::Total(limit) => write!(f, "the entries have more than {} MiB together", mib(limit)),
            Fault::Many(limit) => write!(f, "there are more than {limit} entries"),
        }
    }
}

/// The ZIP file of these files.
///
/// # Errors
/// When [`read`] would refuse the result, such as for a name that is not allowed or too much content.
pub fn write(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, Fault> {
    if files.len() > ENTRIES {
        return Err(Fault::Many(ENTRIES));
    }
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        if let Some(wrong) = names::wrong(name) {
            return Err(Fault::Name(name.clone(), wrong));
        }
        let packed = pack(bytes);
        let mut sum = Crc::new();
        sum.update(bytes);
        let line = Line {
            name,
            deflated: packed.is_some(),
            sum: sum.sum(),
            packed: packed.as_ref().unwrap_or(bytes).len(),
            size: bytes.len(),
        };
        let offset = out.len();
        out.extend(local(&line));
        out.extend_from_slice(packed.as_ref().unwrap_or(bytes));
        if out.len() > FILE_BYTES {
            return Err(Fault::Large(out.len(), FILE_BYTES));
        }
        directory.extend(central(&line, number(offset)));
        directory.extend_from_slice(name.as_bytes());
    }
    let (start, size) = (number(out.len()).to_le_bytes(), number(directory.len()).to_le_bytes());
    let count = u16::try_from(files.len()).unwrap_or(u16::MAX).to_le_bytes();
    out.append(&mut directory);
    out.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &start, &[0, 0]].concat());
    // Whatever would be refused is not written.
    read(&out).map(|_| out)
}

/// A number of 32 bits: what does not fit was refused before.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// A file compressed, if that makes it smaller, and not so much smaller that it looks like a bomb.
fn pack(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish()).ok()?;
    (packed.len() < bytes.len() && !is_bomb(packed.len(), bytes.len())).then_some(packed)
}

/// Whether a file takes so much more than its compressed form that it is refused.
fn is_bomb(packed: usize, size: usize) -> bool {
    size > ENTRY_BYTES || (size > SMALL && size / RATIO > packed)
}

/// One line of the directory.
struct Line<'a> {
    name: &'a str,
    deflated: bool,
    sum: u32,
    packed: usize,
    size: usize,
}

/// The files of a bundle.
///
/// # Errors
/// The first thing that is not as [`write()`] makes it.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
    if bytes.len() > FILE_BYTES {
        return Err(Fault::Large(bytes.len(), FILE_BYTES));
    }
    let (start, directory, count) = end(bytes)?;
    if count > ENTRIES {
        return Err(Fault::Many(ENTRIES));
    }
    let mut files = BTreeMap::new();
    let (mut rest, mut at, mut total) = (directory, 0usize, 0usize);
    for _ in 0..count {
        let (line, offset, length) = line(rest)?;
        rest = rest.get(length..).ok_or(Fault::Directory)?;
        let name = line.name.to_owned();
        match files.last_key_value() {
            Some((last, _)) if *last == name => return Err(Fault::Twice(name)),
            Some((last, _)) if *last > name => return Err(Fault::Order(name)),
            _ => {}
        }
        if offset != at {
            return Err(Fault::Gap(name));
        }
        if is_bomb(line.packed, line.size) {
            return Err(Fault::Bomb(name));
        }
        total = total.saturating_add(line.size);
        if total > TOTAL_BYTES {
            return Err(Fault::Total(TOTAL_BYTES));
        }
        let header = bytes.get(at..start).and_then(|local| local.get(..LOCAL + name.len()));
        if header != Some(local(&line).as_slice()) {
            return Err(Fault::Mismatch(name));
        }
        let from = at + LOCAL + name.len();
        let until = from.checked_add(line.packed).filter(|until| *until <= start);
        let packed = until.and_then(|until| bytes.get(from..until)).ok_or_else(|| Fault::Gap(name.clone()))?;
        let content = unpack(packed, &line)?;
        at = from + line.packed;
        files.insert(name, content);
    }
    if !rest.is_empty() {
        return Err(Fault::Directory);
    }
    if at != start {
        return Err(Fault::Gap(files.last_key_value().map(|(name, _)| name.clone()).unwrap_or_default()));
    }
    match names::collision(files.keys().map(String::as_str)) {
        Some((one, other)) => Err(Fault::Collision(one.to_owned(), other.to_owned())),
        None => Ok(files),
    }
}

/// Where the directory begins, the directory, and the number of its lines: from the last 22 bytes, which are all that is
/// looked at, so that an end record in a comment or before other bytes is none.
fn end(bytes: &[u8]) -> Result<(usize, &[u8], usize), Fault> {
    let at = bytes.len().checked_sub(END).ok_or(Fault::NoEnd)?;
    let record = Fields(bytes.get(at..).unwrap_or_default());
    if record.bytes(0, 4) != b"PK\x05\x06" {
        return Err(Fault::NoEnd);
    }
    let (count, size, start) = (record.u16(10), record.u32(12), record.u32(16));
    if record.bytes(4, 4) != [0; 4] || record.u16(8) != count || record.u16(20) != 0 || count == u16::MAX {
        return Err(Fault::End);
    }
    let (start, size) = (start as usize, size as usize);
    match bytes.get(start..at) {
        Some(directory) if directory.len() == size => Ok((start, directory, usize::from(count))),
        _ => Err(Fault::Directory),
    }
}

/// The first line of the rest of a directory, where its entry begins, and its length.
fn line(rest: &[u8]) -> Result<(Line<'_>, usize, usize), Fault> {
    let head =
        rest.get(..CENTRAL).map(Fields).filter(|head| head.bytes(0, 4) == b"PK\x01\x02").ok_or(Fault::Directory)?;
    let length = usize::from(head.u16(28));
    let raw = rest.get(CENTRAL..CENTRAL + length).ok_or(Fault::Directory)?;
    let shown = || String::from_utf8_lossy(raw).into_owned();
    let name = std::str::from_utf8(raw).map_err(|_| Fault::Name(shown(), names::Wrong::Character))?;
    if let Some(wrong) = names::wrong(name) {
        return Err(Fault::Name(shown(), wrong));
    }
    if head.u16(8) & 1 != 0 {
        return Err(Fault::Encrypted(shown()));
    }
    let deflated = match head.u16(10) {
        0 => false,
        8 => true,
        _ => return Err(Fault::Method(shown())),
    };
    let line = Line { name, deflated, sum: head.u32(16), packed: head.u32(20) as usize, size: head.u32(24) as usize };
    let offset = head.u32(42);
    if rest.get(..CENTRAL) != Some(central(&line, offset).as_slice()) {
        return Err(Fault::Attributes(shown()));
    }
    Ok((line, offset as usize, CENTRAL + length))
}

/// What the local header and the directory both say of an entry: version, flags, method, time, sum, sizes, length of the
/// name, no extra field.
fn common(line: &Line) -> Vec<u8> {
    let mut out = Vec::with_capacity(LOCAL);
    // Version 1.0 stores, 2.0 compresses; no flags; the first moment that ZIP knows, 1980-01-01 at 00:00.
    let (version, method): (u16, u16) = if line.deflated { (20, 8) } else { (10, 0) };
    for value in [version, 0, method, 0, 0x21] {
        out.extend(value.to_le_bytes());
    }
    out.extend(line.sum.to_le_bytes());
    for value in [line.packed, line.size] {
        out.extend(number(value).to_le_bytes());
    }
    out.extend(u16::try_from(line.name.len()).unwrap_or(u16::MAX).to_le_bytes());
    out.extend([0, 0]);
    out
}

/// The local header of an entry, with its name.
fn local(line: &Line) -> Vec<u8> {
    [b"PK\x03\x04", common(line).as_slice(), line.name.as_bytes()].concat()
}

/// The line of the directory of an entry, without its name.
fn central(line: &Line, offset: u32) -> Vec<u8> {
    let common = common(line);
    // Made on Unix; a plain file that all may read and its owner may write.
    let made = [common.first().copied().unwrap_or_default(), 3];
    let attributes = (0o100_644u32 << 16).to_le_bytes();
    let tail = [&[0; 6], attributes.as_slice(), &offset.to_le_bytes()].concat();
    [b"PK\x01\x02", made.as_slice(), &common, &tail].concat()
}

/// The content of an entry. Never more than it says is made.
fn unpack(packed: &[u8], line: &Line) -> Result<Vec<u8>, Fault> {
    let bad = || Fault::Deflate(line.name.to_owned());
    let content = if line.deflated {
        let mut content = Vec::with_capacity(line.size + 1);
        let mut decoder = Decompress::new(false);
        let status = decoder.decompress_vec(packed, &mut content, FlushDecompress::Finish).map_err(|_| bad())?;
        if status != Status::StreamEnd || decoder.total_in() != packed.len() as u64 {
            return Err(bad());
        }
        content
    } else {
        packed.to_vec()
    };
    if content.len() != line.size {
        return Err(bad());
    }
    let mut sum = Crc::new();
    sum.update(&content);
    if sum.sum() == line.sum { Ok(content) } else { Err(Fault::Sum(line.name.to_owned())) }
}

/// Numbers in bytes, small end first. What is not there is 0.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn bytes(&self, at: usize, length: usize) -> &[u8] {
        self.0.get(at..at + length).unwrap_or_default()
    }

    fn u16(&self, at: usize) -> u16 {
        self.bytes(at, 2).try_into().map_or(0, u16::from_le_bytes)
    }

    fn u32(&self, at: usize) -> u32 {
        self.bytes(at, 4).try_into().map_or(0, u32::from_le_bytes)
    }
}
