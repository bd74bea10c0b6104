//! The player's functions for a host of WebAssembly, which has no other way in: it writes bytes where
//! [`input`] says, asks for one thing after the other, and reads pixels where [`pixels`] says.
//!
//! There is one player in a module, and a host with one painting: so it is kept here and not handed out.

use std::cell::RefCell;

use limner_core::{Author, Rect, Rgb8, work};

use crate::player::{Failed, Player, Progress};
use crate::unpacking::{Torn, Unpacking};

/// What `go_on` answers beside parts of a hundred.
const OPEN: u32 = 100;
const DAMAGED: u32 = 201;
const FUTURE: u32 = 202;
const TOO_MUCH: u32 = 203;
const NONE: u32 = 204;

#[derive(Default)]
struct Door {
    input: Vec<u8>,
    player: Option<Player>,
    unpacking: Option<Unpacking>,
    changed: Rect,
    rgba: Vec<u8>,
}

thread_local! {
    static DOOR: RefCell<Door> = RefCell::default();
}

/// Asks the player, if there is one.
fn ask<T: Default>(of: impl FnOnce(&Player) -> T) -> T {
    DOOR.with_borrow(|door| door.player.as_ref().map(of).unwrap_or_default())
}

/// Makes room for so many bytes of a painting, and says where they are to be written.
#[unsafe(no_mangle)]
extern "C" fn input(len: usize) -> *mut u8 {
    DOOR.with_borrow_mut(|door| {
        door.input = vec![0; len];
        door.input.as_mut_ptr()
    })
}

/// Begins to unpack what was written, which comes to `len` bytes, of which the XXH3 is `sum`.
#[unsafe(no_mangle)]
extern "C" fn unpack(len: usize, sum: u64) {
    DOOR.with_borrow_mut(|door| {
        door.unpacking = Unpacking::of(std::mem::take(&mut door.input), len, sum).ok();
    });
}

/// Unpacks so many bytes more: 0 where there is more to come, 1 where that was all, 2 where it never will be.
#[unsafe(no_mangle)]
extern "C" fn unpack_on(most: usize) -> u32 {
    DOOR.with_borrow_mut(|door| {
        match door.unpacking.as_mut().ok_or(Torn).and_then(|it| it.advance(most)) {
            Ok(whole) => u32::from(whole),
            Err(Torn) => 2,
        }
    })
}

/// Where what was unpacked lies in memory.
#[unsafe(no_mangle)]
extern "C" fn unpacked() -> *const u8 {
    DOOR.with_borrow(|door| {
        door.unpacking.as_ref().map_or(std::ptr::null(), |it| it.unpacked().as_ptr())
    })
}

/// Begins with the painting that was written.
#[unsafe(no_mangle)]
extern "C" fn open() {
    DOOR.with_borrow_mut(|door| door.player = Some(Player::of(std::mem::take(&mut door.input))));
}

/// Goes on for about so many ms. Returns parts of a hundred below [`OPEN`] while the painting is opened, then
/// that, or why it never will be.
#[unsafe(no_mangle)]
extern "C" fn go_on(ms: u32) -> u32 {
    DOOR.with_borrow_mut(|door| match &mut door.player {
        None => NONE,
        Some(player) => match player.advance(u64::from(ms) * work::PER_MS) {
            Progress::Opening(percent) => percent.min(OPEN - 1),
            Progress::Open => OPEN,
            Progress::Failed(Failed::Damaged) => DAMAGED,
            Progress::Failed(Failed::Future) => FUTURE,
            Progress::Failed(Failed::TooMuch) => TOO_MUCH,
        },
    })
}

/// The canvas's columns.
#[unsafe(no_mangle)]
extern "C" fn width() -> u32 {
    ask(|player| player.canvas().map_or(0, |canvas| canvas.width().into()))
}

/// The canvas's rows.
#[unsafe(no_mangle)]
extern "C" fn height() -> u32 {
    ask(|player| player.canvas().map_or(0, |canvas| canvas.height().into()))
}

/// The fingerprint of the canvas as it is now.
#[unsafe(no_mangle)]
extern "C" fn hash() -> u64 {
    ask(|player| player.canvas().map_or(0, limner_core::Canvas::hash))
}

/// How many strokes were ever added.
#[unsafe(no_mangle)]
extern "C" fn strokes() -> usize {
    ask(Player::strokes)
}

/// How many strokes are seen in the end: 0 for the person's, 1 for the partner's.
#[unsafe(no_mangle)]
extern "C" fn visible_by(author: u32) -> usize {
    let author = if author == 0 { Author::Person } else { Author::Partner };
    ask(|player| player.visible_by(author))
}

/// When the stroke at an index comes in a replay, in ms.
#[unsafe(no_mangle)]
extern "C" fn due_ms(index: usize) -> u32 {
    ask(|player| player.due_ms(index))
}

/// Looks at the painting with its first `strokes`.
#[unsafe(no_mangle)]
extern "C" fn look_at(strokes: usize) {
    DOOR.with_borrow_mut(|door| {
        if let Some(player) = &mut door.player {
            player.look_at(strokes);
        }
    });
}

/// Whether what is looked at lacks strokes.
#[unsafe(no_mangle)]
extern "C" fn is_behind() -> bool {
    ask(Player::is_behind)
}

/// Writes the pixels that changed since the last call as opaque RGBA, row by row, and says where they lie in
/// memory; [`changed`] says where on the canvas.
#[unsafe(no_mangle)]
extern "C" fn pixels() -> *const u8 {
    DOOR.with_borrow_mut(|door| {
        let Some(player) = &mut door.player else { return std::ptr::null() };
        door.changed = player.take_changed();
        door.rgba.clear();
        door.rgba.resize(door.changed.area() * 4, 0);
        if let (Some(canvas), false) = (player.canvas(), door.changed.is_empty()) {
            let paper = player.painting().map_or(Rgb8::default(), |p| p.log().header().paper);
            canvas.write_rgba8(door.changed, paper, &mut door.rgba);
        }
        door.rgba.as_ptr()
    })
}

/// The left edge, the upper edge, the columns or the rows of what [`pixels`] wrote: 0 to 3.
#[unsafe(no_mangle)]
extern "C" fn changed(side: u32) -> u32 {
    DOOR.with_borrow(|door| {
        let Rect { x0, y0, .. } = door.changed;
        let (width, height) = (door.changed.width(), door.changed.height());
        let sides = [x0.unsigned_abs() as usize, y0.unsigned_abs() as usize, width, height];
        sides.get(side as usize).and_then(|px| u32::try_from(*px).ok()).unwrap_or(0)
    })
}
