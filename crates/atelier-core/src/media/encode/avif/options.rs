//! What libaom is told beside speed and quality. `docs/variants.md` says what each word
//! is worth, and decisions 30 to 38 how that was measured.

use std::ffi::CStr;

use super::manner::{Blocks, Manner, Search, Transforms};
use crate::media::encode::content::Content;
use crate::media::encode::yuv::Chroma;

type Words<'a> = Vec<(&'static CStr, &'a CStr)>;

/// Returns the options of libaom, with the flatness of the quantisation matrices.
pub(super) fn of(manner: Manner, matrix: &CStr) -> Words<'_> {
    let mut words = vec![
        (c"color:enable-qm", c"1"),
        (c"color:qm-min", matrix),
        (c"color:qm-max", matrix),
        (c"color:sharpness", sharpness(manner)),
        (c"color:dist-metric", c"qm-psnr"),
    ];
    words.extend(tools(manner));
    words.extend(thoroughness(manner));
    words.extend(blocks(manner));
    words.extend(transforms(manner));
    words
}

/// Returns how little libaom's weighing of single coefficients may take: nothing
/// of the lines of a drawing, and of what is searched by rules of thumb.
fn sharpness(manner: Manner) -> &'static CStr {
    let is_drawn = manner.content() == Content::Drawing;
    let is_bold = is_drawn || manner.search == Search::Quick;
    if manner.chroma == Chroma::Quarter && is_bold {
        c"7"
    } else {
        c"0"
    }
}

/// What does not earn its time in a picture of this content.
fn tools(manner: Manner) -> Words<'static> {
    let content = manner.content();
    let mut words = Words::new();
    if content != Content::Drawing {
        words.extend([
            // Larger blocks cost time and save nothing in a photo, nor do the tools
            // for screens. With ten bits libaom takes much of a smooth room for one.
            (c"color:sb-size", c"64"),
            (c"color:enable-palette", c"0"),
            (c"color:enable-intrabc", c"0"),
        ]);
    }
    if content == Content::Smooth {
        words.push((c"color:enable-smooth-intra", c"0"));
    }
    if content == Content::Smooth || (content == Content::Photo && manner.search != Search::Utmost)
    {
        // Only an utmost search finds in photos what to do with filtered prediction.
        words.push((c"color:enable-filter-intra", c"0"));
    }
    if manner.is_smooth() {
        words.push((c"color:disable-trellis-quant", c"1"));
    }
    words
}

/// In how many ways a block is filled.
fn thoroughness(manner: Manner) -> Words<'static> {
    let mut words = Words::new();
    if manner.is_tried_in_more_ways() {
        // Without these three it ends up with no more bytes, sooner.
        words.extend([
            (c"color:enable-flip-idtx", c"0"),
            (c"color:enable-paeth-intra", c"0"),
            (c"color:enable-restoration", c"0"),
        ]);
    }
    if manner.is_tried_in_fewer_ways() {
        words.extend([
            // Coefficients are weighed in the end alone.
            (c"color:disable-trellis-quant", c"2"),
            (c"color:enable-paeth-intra", c"0"),
        ]);
    }
    if manner.search == Search::Sparing {
        words.extend([
            (c"color:enable-smooth-intra", c"0"),
            (c"color:mode-cost-upd-freq", c"3"),
            (c"color:coeff-cost-upd-freq", c"3"),
        ]);
    }
    words
}

/// Which blocks are tried out.
fn blocks(manner: Manner) -> Words<'static> {
    let mut words = Words::new();
    if manner.search == Search::Utmost && manner.content() != Content::Drawing {
        words.push((c"color:enable-1to4-partitions", c"0"));
    }
    if manner.is_in_squares() {
        words.push((c"color:enable-rect-partitions", c"0"));
    }
    match manner.blocks() {
        Blocks::All => {}
        Blocks::FromEight => words.push((c"color:min-partition-size", c"8")),
        Blocks::FromSixteen => words.push((c"color:min-partition-size", c"16")),
        Blocks::FromThirtyTwo => words.push((c"color:min-partition-size", c"32")),
    }
    words
}

/// How blocks are transformed.
fn transforms(manner: Manner) -> Words<'static> {
    match manner.transforms() {
        Transforms::All => vec![],
        Transforms::Common => vec![(c"color:reduced-tx-type-set", c"1")],
        Transforms::OfPrediction => vec![(c"color:use-intra-default-tx-only", c"1")],
        Transforms::Cosines => vec![(c"color:use-intra-dct-only", c"1")],
    }
}
