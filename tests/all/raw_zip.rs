//! ZIP files put together byte by byte, so that each can be wrong in one place. Written from the format's description, and
//! not with the code under test.

use std::collections::BTreeMap;
use std::io::Write;

/// An entry as it will stand in the file.
#[derive(Clone)]
pub struct Raw {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    /// Date and time, as the two numbers stand one behind the other.
    pub time: u32,
    pub sum: u32,
    pub size: usize,
    pub data: Vec<u8>,
    pub extra: Vec<u8>,
    pub comment: Vec<u8>,
    pub attributes: u32,
    /// False for an entry that the directory does not list.
    pub listed: bool,
    /// Bytes before it.
    pub gap: Vec<u8>,
    pub local_name: Option<Vec<u8>>,
    pub local_size: Option<usize>,
    pub local_method: Option<u16>,
    pub local_extra: Vec<u8>,
}

impl Raw {
    /// A stored entry, as a bundle has it.
    pub fn of(name: &str, content: &[u8]) -> Raw {
        let mut sum = flate2::Crc::new();
        sum.update(content);
        Raw {
            name: name.as_bytes().to_vec(),
            flags: 0,
            method: 0,
            time: 0x0021_0000,
            sum: sum.sum(),
            size: content.len(),
            data: content.to_vec(),
            extra: Vec::new(),
            comment: Vec::new(),
            attributes: 0o100_644 << 16,
            listed: true,
            gap: Vec::new(),
            local_name: None,
            local_size: None,
            local_method: None,
            local_extra: Vec::new(),
        }
    }

    /// The same, compressed.
    pub fn deflate(&mut self) {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&self.data).expect("memory takes it");
        self.data = encoder.finish().expect("memory takes it");
        self.method = 8;
    }
}

/// The entries of files, in order of name.
pub fn raws(files: &BTreeMap<String, Vec<u8>>) -> Vec<Raw> {
    files.iter().map(|(name, content)| Raw::of(name, content)).collect()
}

/// The file.
pub fn build(raws: &[Raw]) -> Vec<u8> {
    let short = |number: usize| (number as u16).to_le_bytes();
    let long = |number: usize| (number as u32).to_le_bytes();
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0);
    for raw in raws {
        out.extend(&raw.gap);
        let offset = out.len();
        let version = if raw.method == 0 { 10u16 } else { 20 };
        let head = |out: &mut Vec<u8>, method: u16, size: usize, name: &[u8], extra: &[u8]| {
            out.extend(version.to_le_bytes());
            out.extend(raw.flags.to_le_bytes());
            out.extend(method.to_le_bytes());
            out.extend(raw.time.to_le_bytes());
            out.extend(raw.sum.to_le_bytes());
            out.extend(long(raw.data.len()));
            out.extend(long(size));
            out.extend(short(name.len()));
            out.extend(short(extra.len()));
        };
        let name = raw.local_name.as_ref().unwrap_or(&raw.name);
        let (method, size) = (raw.local_method.unwrap_or(raw.method), raw.local_size.unwrap_or(raw.size));
        out.extend(b"PK\x03\x04");
        head(&mut out, method, size, name, &raw.local_extra);
        out.extend(name);
        out.extend(&raw.local_extra);
        out.extend(&raw.data);
        if raw.listed {
            count += 1;
            directory.extend(b"PK\x01\x02");
            directory.extend([version.to_le_bytes()[0], 3]);
            head(&mut directory, raw.method, raw.size, &raw.name, &raw.extra);
            directory.extend(short(raw.comment.len()));
            directory.extend([0; 4]);
            directory.extend(raw.attributes.to_le_bytes());
            directory.extend(long(offset));
            directory.extend(&raw.name);
            directory.extend(&raw.extra);
            directory.extend(&raw.comment);
        }
    }
    let start = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([short(count), short(count)].concat());
    out.extend([long(directory.len()), long(start)].concat());
    out.extend([0, 0]);
    out
}
