//! Reads a cleaned document from its first byte to its last. Each byte must
//! belong to an object that something refers to, or to the one table.

use super::jpx;
use super::syntax::{Value, value};
use crate::media::clean::proof::{Doubt, Sight, examine, jpeg, names, split};

const HEAD: &[u8] = b"\n%\xE2\xE3\xCF\xD3\n";
const FORM: Doubt = Doubt("it is not written as a cleaned document is");
const PLACE: Doubt = Doubt("a part of it names a place");
const STRANGER: Doubt = Doubt("a part of it should have gone");

/// All that a document may say of itself.
const FACTS: [&str; 9] = [
    "Author",
    "CreationDate",
    "Creator",
    "Keywords",
    "ModDate",
    "Producer",
    "Subject",
    "Title",
    "Trapped",
];
/// Entries that no cleaned document has.
const GONE: [&str; 12] = [
    "ByteRange",
    "EF",
    "EmbeddedFiles",
    "GPTS",
    "JavaScript",
    "LGIDict",
    "LPTS",
    "PieceInfo",
    "PtData",
    "RichMediaContent",
    "Thumb",
    "XFA",
];
/// What a `Type` or a `Subtype` never is.
const KINDS: [&str; 12] = [
    "3D",
    "EmbeddedFile",
    "FileAttachment",
    "GEO",
    "Movie",
    "ObjStm",
    "Projection",
    "RichMedia",
    "Screen",
    "Sig",
    "Sound",
    "XRef",
];
/// What an action never does.
const ACTIONS: [&str; 8] = [
    "GoTo3DView",
    "GoToE",
    "ImportData",
    "JavaScript",
    "Launch",
    "Rendition",
    "RichMediaExecute",
    "SubmitForm",
];

/// An object, as far as it has to be remembered.
struct Known {
    /// Where its value begins, behind its number.
    start: usize,
    offset: usize,
    /// What it refers to.
    leads: Vec<usize>,
}

/// Examines all that stands beside the pages.
pub(super) fn look(bytes: &[u8]) -> Result<(), Doubt> {
    let mut objects: Vec<Known> = Vec::new();
    let mut rest = bytes;
    let form = |condition: Option<bool>| condition.filter(|is| *is).map(|_| ()).ok_or(FORM);
    form(split(&mut rest, 8).map(|head| head.starts_with(b"%PDF-")))?;
    form(split(&mut rest, HEAD.len()).map(|head| head == HEAD))?;
    while !rest.starts_with(b"xref\n") {
        let offset = bytes.len() - rest.len();
        let head = format!("{} 0 obj\n", objects.len() + 1);
        form(split(&mut rest, head.len()).map(|found| found == head.as_bytes()))?;
        let start = bytes.len() - rest.len();
        let object = value(&mut rest).ok_or(FORM)?;
        if rest.starts_with(b"\nstream\n") {
            let len = match object.get("Length") {
                Some(Value::Number(Some(len))) => *len,
                _ => return Err(FORM),
            };
            split(&mut rest, 8).ok_or(FORM)?;
            let data = split(&mut rest, len).ok_or(FORM)?;
            examine_stream(&object, data)?;
            form(split(&mut rest, 10).map(|end| end == b"\nendstream"))?;
        }
        form(split(&mut rest, 8).map(|end| end == b"\nendobj\n"))?;
        examine_value(&object)?;
        let leads = leads(&object);
        objects.push(Known {
            start,
            offset,
            leads,
        });
    }
    let start = bytes.len() - rest.len();
    let trailer = table(&mut rest, start, &objects).ok_or(FORM)?;
    form(Some(rest.is_empty()))?;
    examine_trailer(&trailer, &objects, bytes)
}

/// Checks the table against the objects, and returns the trailer.
fn table(rest: &mut &[u8], start: usize, objects: &[Known]) -> Option<Value> {
    let head = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    let mut is_right = split(rest, head.len())? == head.as_bytes();
    for Known { offset, .. } in objects {
        is_right &= split(rest, 20)? == format!("{offset:010} 00000 n \n").as_bytes();
    }
    is_right &= split(rest, 8)? == b"trailer\n";
    let trailer = value(rest)?;
    let end = format!("\nstartxref\n{start}\n%%EOF\n");
    is_right &= split(rest, end.len())? == end.as_bytes();
    is_right.then_some(trailer)
}

fn examine_trailer(trailer: &Value, objects: &[Known], bytes: &[u8]) -> Result<(), Doubt> {
    let Value::Dict(entries) = trailer else {
        return Err(FORM);
    };
    let known: [&[u8]; 4] = [b"ID", b"Info", b"Root", b"Size"];
    if !entries.keys().all(|key| known.contains(&key.as_slice())) {
        return Err(STRANGER);
    }
    if let Some(Value::Reference(to)) = trailer.get("Info") {
        let info = to.checked_sub(1).and_then(|at| objects.get(at));
        let mut info = info.and_then(|info| bytes.get(info.start..)).ok_or(FORM)?;
        let Some(Value::Dict(facts)) = value(&mut info) else {
            return Err(FORM);
        };
        let is_fact = |key: &Vec<u8>| FACTS.iter().any(|fact| fact.as_bytes() == key);
        if !facts.keys().all(is_fact) {
            return Err(STRANGER);
        }
    }
    // Whatever the root does not lead to has no business here.
    let mut reached = vec![false; objects.len()];
    let mut waiting = leads(trailer);
    while let Some(to) = waiting.pop() {
        let at = to.checked_sub(1).ok_or(FORM)?;
        let object = objects.get(at).ok_or(FORM)?;
        let is_known = reached.get_mut(at).ok_or(FORM)?;
        if !std::mem::replace(is_known, true) {
            waiting.extend(&object.leads);
        }
    }
    match reached.iter().all(|is| *is) {
        true => Ok(()),
        false => Err(Doubt("nothing refers to a part of it")),
    }
}

/// Lists what a value refers to, each once.
fn leads(value: &Value) -> Vec<usize> {
    let mut found = Vec::new();
    let mut waiting = vec![value];
    while let Some(next) = waiting.pop() {
        match next {
            Value::List(list) => waiting.extend(list),
            Value::Dict(dict) => waiting.extend(dict.values()),
            Value::Reference(to) => found.push(*to),
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found.shrink_to_fit();
    found
}

fn examine_stream(dict: &Value, data: &[u8]) -> Result<(), Doubt> {
    if dict.name("Type") == Some(b"Metadata") {
        return match dict.get("Filter") {
            None => examine(&Sight::Xmp(data.to_vec())),
            Some(_) => Err(FORM),
        };
    }
    let is_picture = |value: &Value| matches!(value, Value::Name(name) if is_file(name));
    let view = match dict.get("Filter") {
        Some(Value::Name(name)) if name == b"DCTDecode" => jpeg::look(data),
        Some(Value::Name(name)) if name == b"JPXDecode" => jpx::look(data),
        Some(Value::List(list)) if list.iter().any(is_picture) => None,
        _ => return Ok(()),
    };
    let view = view.ok_or(Doubt("a picture of it cannot be followed"))?;
    view.beside.iter().try_for_each(examine)
}

fn is_file(filter: &[u8]) -> bool {
    matches!(filter, b"DCTDecode" | b"DCT" | b"JPXDecode")
}

fn examine_value(value: &Value) -> Result<(), Doubt> {
    match value {
        Value::List(list) => list.iter().try_for_each(examine_value),
        Value::Dict(dict) => {
            for (key, value) in dict {
                examine_entry(&String::from_utf8_lossy(key), value)?;
                examine_value(value)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn examine_entry(key: &str, value: &Value) -> Result<(), Doubt> {
    // Authors name their drawings as they like; those are references.
    let is_plain = !matches!(value, Value::Reference(_) | Value::Dict(_));
    if is_plain && names::is_place("", key) {
        return Err(PLACE);
    }
    if GONE.contains(&key) {
        return Err(STRANGER);
    }
    let Value::Name(name) = value else {
        return Ok(());
    };
    let is_among = |list: &[&str]| list.iter().any(|known| known.as_bytes() == name);
    match key {
        "Type" | "Subtype" if is_among(&KINDS) => Err(STRANGER),
        "S" if is_among(&ACTIONS) => Err(STRANGER),
        _ => Ok(()),
    }
}
