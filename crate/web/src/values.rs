//! Values as the page's script reads them.

#[cfg(any(feature = "page", feature = "plotter"))]
use js_sys::Reflect;
use limner_protocol::Trouble;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A value as plain JS objects, arrays, numbers and strings; absent values are `null`.
pub(crate) fn js_value(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

/// An error whose message is the trouble as JSON.
pub(crate) fn js_error(trouble: &Trouble) -> JsValue {
    let json = js_sys::JSON::stringify(&js_value(trouble)).map(String::from);
    js_sys::Error::new(&json.unwrap_or_default()).into()
}

/// `{ width, height, rgba }` of rows of three bytes a pixel.
#[cfg(feature = "page")]
pub(crate) fn js_picture(width: u16, height: u16, rgb: &[u8]) -> JsValue {
    let rgba: Vec<u8> =
        rgb.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect();
    js_rgba(width, height, &rgba)
}

/// `{ width, height, rgba }`.
#[cfg(any(feature = "page", feature = "plotter"))]
pub(crate) fn js_rgba(width: u16, height: u16, rgba: &[u8]) -> JsValue {
    let picture = js_sys::Object::new();
    let fields: [(&str, JsValue); 3] = [
        ("width", width.into()),
        ("height", height.into()),
        ("rgba", js_sys::Uint8ClampedArray::from(rgba).into()),
    ];
    for (name, value) in fields {
        // Setting a field of an object of our own can't fail.
        let _ = Reflect::set(&picture, &name.into(), &value);
    }
    picture.into()
}
