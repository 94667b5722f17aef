//! What a picture is, to an encoder: read off its light.

use super::yuv::Texture;

/// Detail below which a picture is smooth, if as large a share of its squares is
/// flat: a camera's grain leaves next to none. Eight bits are too few for its
/// gradients, and the encoder's weighing of single coefficients costs more than
/// it saves.
const SMOOTH: (f64, f64) = (1.6, 0.27);

/// From which share of flat squares on the others have to differ by how much for
/// a picture to be a drawing: the more of it is paper, the fainter its lines may be.
const DRAWN: [(f64, f64); 3] = [(0.0, 25.0), (0.2, 10.0), (0.75, 3.0)];

/// What a picture is, to an encoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A photo, or what has as much detail or grain.
    Photo,
    /// Next to no detail and no grain, as most rendered rooms.
    Smooth,
    /// Lines and even colours, as plans.
    Drawing,
}

impl Content {
    pub(super) fn of(texture: Texture) -> Self {
        let is_drawn = |(flat, edges)| texture.flat >= flat && texture.edges() >= edges;
        if DRAWN.into_iter().any(is_drawn) {
            Self::Drawing
        } else if texture.detail < SMOOTH.0 && texture.flat >= SMOOTH.1 {
            Self::Smooth
        } else {
            Self::Photo
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_on_paper_are_a_drawing_however_much_of_it_they_cover() {
        let content = |detail, flat| {
            Content::of(Texture {
                detail,
                light: 200.0,
                flat,
                fineness: 0.7,
            })
        };

        // A floor plan, one in pencil, one from a JPEG, one hatched by half and by three
        // quarters, a pattern.
        for (detail, flat) in [
            (1.9, 0.96),
            (0.4, 0.9),
            (11.6, 0.37),
            (17.0, 0.48),
            (24.0, 0.25),
            (51.0, 0.0),
        ] {
            assert_eq!(content(detail, flat), Content::Drawing, "{detail} {flat}");
        }
        // A city by night, shawls, something on white, a portrait before a bright wall.
        for (detail, flat) in [(12.5, 0.06), (14.6, 0.06), (2.0, 0.7), (1.4, 0.19)] {
            assert_eq!(content(detail, flat), Content::Photo, "{detail} {flat}");
        }
        // A rendered room, one that is nearly all wall, nothing at all.
        for (detail, flat) in [(1.5, 0.4), (0.2, 0.9), (0.0, 1.0)] {
            assert_eq!(content(detail, flat), Content::Smooth, "{detail} {flat}");
        }
    }
}
