//! An XMP packet as the second reader sees it.

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::{Doubt, names};

const UNREADABLE: Doubt = Doubt("its XMP packet cannot be read");
const PLACE: Doubt = Doubt("its XMP packet names a place");

/// Looks for properties that name places.
pub(super) fn examine(packet: &[u8]) -> Result<(), Doubt> {
    let text = std::str::from_utf8(packet).map_err(|_| UNREADABLE)?;
    let mut reader = NsReader::from_str(text.trim_end_matches('\0'));
    let mut depth = 0_u32;
    loop {
        let event = reader.read_event().map_err(|_| UNREADABLE)?;
        match event {
            Event::Start(tag) => {
                depth += 1;
                examine_tag(&reader, &tag)?;
            }
            Event::Empty(tag) => examine_tag(&reader, &tag)?,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(words) if names::is_position(words.as_ref()) => {
                return Err(PLACE);
            }
            Event::CData(words) if names::is_position(words.as_ref()) => {
                return Err(PLACE);
            }
            Event::Comment(_) | Event::DocType(_) => return Err(UNREADABLE),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(UNREADABLE),
            _ => {}
        }
    }
}

fn examine_tag(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> Result<(), Doubt> {
    let (space, local) = reader.resolver().resolve_element(tag.name());
    if is_place(space, local.as_ref()) {
        return Err(PLACE);
    }
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| UNREADABLE)?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (space, local) = reader.resolver().resolve_attribute(attribute.key);
        let value = attribute.value.as_ref();
        if is_place(space, local.as_ref()) || names::is_position(value) {
            return Err(PLACE);
        }
    }
    Ok(())
}

fn is_place(space: ResolveResult<'_>, local: &str) -> bool {
    let space = match &space {
        ResolveResult::Bound(namespace) => namespace.as_ref(),
        _ => "",
    };
    names::is_place(space, local)
}
