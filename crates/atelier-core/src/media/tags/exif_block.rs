//! The fields of an Exif block.

use std::fmt::Write as _;
use std::io::Cursor;

use exif::{Context, Exif, Field, In, Reader, Value};

use super::{LONGEST, List, place, size};

/// The most elements of a field whose numbers are written out.
const MOST_NUMBERS: usize = 64;

/// Lists the fields of a block, or of a TIFF.
pub(super) fn look(block: &[u8], group: &str, list: &mut List) {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    add(reader.read_raw(block.to_vec()), group, list);
}

/// Lists the fields of the block that a HEIC or AVIF holds.
pub(super) fn look_into_container(file: &[u8], list: &mut List) {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    add(
        reader.read_from_container(&mut Cursor::new(file)),
        "Exif",
        list,
    );
}

fn add(read: Result<Exif, exif::Error>, group: &str, list: &mut List) {
    let read = match read {
        Ok(read) => read,
        Err(exif::Error::PartialResult(partial)) => partial.into_inner().0,
        Err(_) => return,
    };
    for field in read.fields() {
        let context = field.tag.context();
        let part = match (context, field.ifd_num) {
            (Context::Gps, _) => ", GPS",
            (Context::Interop, _) => ", interoperability",
            (_, In::THUMBNAIL) => ", preview",
            _ => "",
        };
        let name = name(field);
        let is_place = context == Context::Gps && name != "GPSVersionID" || place::is_place(&name);
        list.add(&format!("{group}{part}"), &name, &value(field), is_place);
    }
}

fn name(field: &Field) -> String {
    match field.tag.description() {
        Some(_) => field.tag.to_string(),
        None => format!("Tag {}", field.tag.number()),
    }
}

fn value(field: &Field) -> String {
    match &field.value {
        Value::Undefined(bytes, _) if bytes.len() > MOST_NUMBERS => size(bytes.len()),
        Value::Byte(bytes) if bytes.len() > MOST_NUMBERS => size(bytes.len()),
        Value::Short(numbers) if numbers.len() > MOST_NUMBERS => size(numbers.len() * 2),
        Value::Long(numbers) if numbers.len() > MOST_NUMBERS => size(numbers.len() * 4),
        Value::Rational(numbers) if numbers.len() > MOST_NUMBERS => size(numbers.len() * 8),
        _ => {
            let mut shown = Bounded(String::new());
            // It ends early only because there is enough of it.
            let _ = write!(shown, "{}", field.display_value());
            shown.0.trim_matches('"').to_owned()
        }
    }
}

/// Text that stops taking more once it is long enough.
struct Bounded(String);

impl std::fmt::Write for Bounded {
    fn write_str(&mut self, part: &str) -> std::fmt::Result {
        if self.0.len() > LONGEST * 4 {
            return Err(std::fmt::Error);
        }
        self.0.extend(part.chars().take(LONGEST * 4));
        Ok(())
    }
}
