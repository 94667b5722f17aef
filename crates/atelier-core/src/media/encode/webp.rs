//! WebP through libwebp.
#![allow(unsafe_code)] // libwebp is a C library and has no safe binding of its encoder.

use libwebp_sys as sys;

use crate::domain::preset::Effort;
use crate::media::pixels::{Channels, Pixels};

/// A picture that is freed when it goes.
struct Picture(sys::WebPPicture);

impl Drop for Picture {
    fn drop(&mut self) {
        // SAFETY: the struct was initialised by the library and is freed once.
        unsafe { sys::WebPPictureFree(&raw mut self.0) };
    }
}

/// A growing buffer of the library that is freed when it goes.
struct Writer(sys::WebPMemoryWriter);

impl Drop for Writer {
    fn drop(&mut self) {
        // SAFETY: the struct was initialised by the library and is freed once.
        unsafe { sys::WebPMemoryWriterClear(&raw mut self.0) };
    }
}

/// How far libwebp's own quality lies below the nominal one: with our methods it
/// scores there what others score at the nominal one with theirs, in fewer bytes.
const BELOW: f32 = 0.4;

/// Encodes a picture at a nominal quality, 1 to 100.
pub(super) fn encode(pixels: &Pixels, quality: f32, effort: Effort) -> Result<Vec<u8>, String> {
    let config = config(quality, effort)?;
    let mut picture = import(pixels)?;
    let mut writer = Writer(sys::WebPMemoryWriter {
        mem: std::ptr::null_mut(),
        size: 0,
        max_size: 0,
        pad: [0],
    });
    picture.0.writer = Some(sys::WebPMemoryWrite);
    picture.0.custom_ptr = (&raw mut writer.0).cast();
    // SAFETY: picture, config and writer are initialised and alive through the
    // call; the callback is the library's own and takes this writer.
    let encoded = unsafe { sys::WebPEncode(&raw const config, &raw mut picture.0) };
    if encoded == 0 || writer.0.mem.is_null() {
        return Err(format!("{:?}", picture.0.error_code));
    }
    // SAFETY: the library wrote `size` bytes at `mem`; they are copied before
    // the writer frees them.
    Ok(unsafe { std::slice::from_raw_parts(writer.0.mem, writer.0.size) }.to_vec())
}

fn config(quality: f32, effort: Effort) -> Result<sys::WebPConfig, String> {
    let mut config = sys::WebPConfig::new().map_err(|()| "wrong library version".to_owned())?;
    config.quality = quality - BELOW.min(100.0 - quality);
    config.method = match effort {
        Effort::Fast => 5,
        Effort::Small | Effort::Smallest => 6,
    };
    config.thread_level = 0;
    // SAFETY: the config is initialised; the call only reads it.
    let valid = unsafe { sys::WebPValidateConfig(&raw const config) };
    if valid == 0 {
        Err("settings out of range".to_owned())
    } else {
        Ok(config)
    }
}

fn import(pixels: &Pixels) -> Result<Picture, String> {
    let too_large = |_| "too large".to_owned();
    let picture = sys::WebPPicture::new().map_err(|()| "wrong library version".to_owned())?;
    let mut picture = Picture(picture);
    picture.0.width = i32::try_from(pixels.width()).map_err(too_large)?;
    picture.0.height = i32::try_from(pixels.height()).map_err(too_large)?;
    let row = pixels.width() as usize * pixels.channels().count();
    let row = i32::try_from(row).map_err(too_large)?;
    let import = match pixels.channels() {
        Channels::Rgba => sys::WebPPictureImportRGBA,
        _ => sys::WebPPictureImportRGB,
    };
    // SAFETY: `Pixels` holds exactly height rows of `row` bytes, which the
    // call only reads; it allocates the planes that `Picture` frees.
    let imported = unsafe { import(&raw mut picture.0, pixels.bytes().as_ptr(), row) };
    if imported == 0 {
        Err(format!("{:?}", picture.0.error_code))
    } else {
        Ok(picture)
    }
}
