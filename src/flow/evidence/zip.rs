//! A zip archive of uncompressed files (PKWARE APPNOTE 6.3); the same files always give the same bytes.

use flate2::Crc;

/// 1 January 1980, the format's earliest date: files have no time, so that equal evidence is equal bytes.
const DATE: u16 = 0b0000_0000_0010_0001;
/// Names are UTF-8.
const UTF_8_NAMES: u16 = 1 << 11;
/// The format version required to read the archive: 1.0.
const VERSION: u16 = 10;

/// An archive of these named files. Anything beyond the format's limits of 65,535 files and 4 GiB is omitted.
pub(super) fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, content) in files {
        let (Ok(size), Ok(offset)) = (u32::try_from(content.len()), u32::try_from(archive.len())) else {
            continue;
        };
        let Some(next) = count.checked_add(1) else { break };
        count = next;
        let header = header(name, content, size);
        archive.extend(b"PK\x03\x04");
        archive.extend(&header);
        archive.extend(name.as_bytes());
        archive.extend(content);
        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&header);
        // No comment, on the first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length) = (archive.len(), directory.len());
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    archive.extend(u32::try_from(start).unwrap_or(u32::MAX).to_le_bytes());
    archive.extend([0; 2]);
    archive
}

/// The fields that a file's header and its directory entry share.
fn header(name: &str, content: &[u8], size: u32) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(content);
    let name_length = u16::try_from(name.len()).unwrap_or(u16::MAX);
    let mut header = Vec::new();
    // The version, the flags, no compression, midnight, the date.
    for field in [VERSION, UTF_8_NAMES, 0, 0, DATE] {
        header.extend(field.to_le_bytes());
    }
    for field in [crc.sum(), size, size] {
        header.extend(field.to_le_bytes());
    }
    header.extend(name_length.to_le_bytes());
    header.extend([0; 2]);
    header
}
