//! A range coder whose models learn as they go, both ways in one: a field is written and read by the same
//! lines, so that the two cannot differ.
//!
//! The coder is LZMA's (G. N. N. Martin 1979, I. Pavlov's carry): 32 bits of range, a byte at a time. A model is
//! the probability of one bit; its first steps are those of Krichevsky and Trofimov, so that a hundred strokes
//! are enough to learn from. A probability never comes nearer to certainty than [`SURE`]: what is foreseen still
//! takes a hundredth of a bit, and what a stranger's bytes grow to stays bounded by how many there are.

#![expect(clippy::cast_possible_truncation, reason = "bytes are taken out of wider numbers")]

use crate::Error;
use crate::codec::ENDS_EARLY;

/// Below this the range is widened by a byte.
const NARROW: u32 = 1 << 24;
/// Certainty, and the nearest that a probability comes to it.
const CERTAIN: u32 = 1 << 15;
const SURE: u32 = CERTAIN / 192;
/// After so many bits a model forgets as quickly as it learns.
const PATIENCE: u8 = 62;
/// Models of one context: see [`RangeCoder::number`].
const CONTEXT: usize = 256;
/// The last bytes, where they are zero, go without saying.
const UNSAID: usize = 4;

/// What is known of one bit.
#[derive(Clone, Copy, Debug)]
struct Model {
    /// How likely 0 is.
    zero: u16,
    /// Bits seen, up to [`PATIENCE`].
    seen: u8,
}

/// Writes numbers to bytes, or reads them, by what their contexts have seen before.
///
/// Every method takes the value that is to be written and returns it; a reading coder takes no notice of it and
/// returns what it read. What is wrong with that is noted, and asked for once ([`RangeCoder::check`]): after it
/// values mean nothing, but stay within what they may be.
#[derive(Debug)]
pub(super) struct RangeCoder {
    models: Vec<Model>,
    range: u32,
    side: Side,
    /// What was wrong first with what is read.
    fault: Option<&'static str>,
    /// Bits coded since the last [`RangeCoder::take_work`].
    worked: u64,
}

#[derive(Debug)]
enum Side {
    Writing { low: u64, held: u8, full: u64, begun: bool, bytes: Vec<u8> },
    Reading { code: u32, bytes: Vec<u8>, at: usize },
}

impl RangeCoder {
    /// A coder that writes, with so many contexts.
    pub(super) fn writing(contexts: usize) -> Self {
        Self::of(
            contexts,
            Side::Writing { low: 0, held: 0, full: 0, begun: false, bytes: Vec::new() },
        )
    }

    /// A coder that reads bytes.
    pub(super) fn reading(contexts: usize, bytes: Vec<u8>) -> Self {
        let mut coder = Self::of(contexts, Side::Reading { code: 0, bytes, at: 0 });
        for _ in 0..4 {
            coder.next_byte();
        }
        coder
    }

    fn of(contexts: usize, side: Side) -> Self {
        let even = Model { zero: (CERTAIN / 2) as u16, seen: 0 };
        Self {
            models: vec![even; contexts * CONTEXT],
            range: u32::MAX,
            side,
            fault: None,
            worked: 0,
        }
    }

    /// Whether the coder reads.
    pub(super) fn reads(&self) -> bool {
        matches!(self.side, Side::Reading { .. })
    }

    /// How many bits were coded since the last time.
    pub(super) fn take_work(&mut self) -> u64 {
        std::mem::take(&mut self.worked)
    }

    /// A bit by the model `which` (below 256) of a context.
    #[inline(never)]
    pub(super) fn bit(&mut self, context: usize, which: usize, bit: bool) -> bool {
        let model = &mut self.models[context * CONTEXT + which];
        let zero = u32::from(model.zero);
        let bound = (self.range >> 15) * zero;
        let bit = match &mut self.side {
            Side::Writing { low, .. } => {
                *low += if bit { u64::from(bound) } else { 0 };
                bit
            }
            Side::Reading { code, .. } => {
                let bit = *code >= bound;
                *code -= if bit { bound } else { 0 };
                bit
            }
        };
        self.range = if bit { self.range - bound } else { bound };
        // One part in n + 1.6 of the way to what was seen.
        let part = 10 * CERTAIN / (10 * u32::from(model.seen) + 16);
        let moved = if bit {
            zero - ((zero * part) >> 15)
        } else {
            zero + (((CERTAIN - zero) * part) >> 15)
        };
        model.zero = moved.clamp(SURE, CERTAIN - SURE) as u16;
        model.seen = (model.seen + 1).min(PATIENCE);
        self.settle();
        bit
    }

    /// One of `count` values (1..=2¹⁶) that are all as likely.
    #[inline(never)]
    pub(super) fn even(&mut self, count: u32, value: u32) -> u32 {
        self.range /= count;
        let value = match &mut self.side {
            Side::Writing { low, .. } => {
                *low += u64::from(self.range) * u64::from(value);
                value
            }
            Side::Reading { code, .. } => {
                let value = *code / self.range;
                *code -= self.range * value.min(count - 1);
                if value >= count {
                    self.fault.get_or_insert("it goes beyond its range");
                }
                value.min(count - 1)
            }
        };
        self.settle();
        value
    }

    /// The lowest `bits` (0..=64) of a value, all as likely.
    #[inline(never)]
    pub(super) fn raw(&mut self, bits: u32, value: u64) -> u64 {
        let mut left = bits;
        let mut whole = 0;
        while left > 0 {
            let some = left.min(16);
            left -= some;
            let part = (value >> left) & ((1 << some) - 1);
            whole = whole << some | u64::from(self.even(1 << some, part as u32));
        }
        whole
    }

    /// A value of so many bits (1..=7), the highest first, each by what was before it: by the models of the context
    /// that follow `first`.
    #[inline(never)]
    pub(super) fn tree(&mut self, context: usize, first: u32, bits: u32, value: u32) -> u32 {
        let mut node = 1;
        for left in (0..bits).rev() {
            let bit = self.bit(context, (first + node) as usize, value >> left & 1 == 1);
            node = node << 1 | u32::from(bit);
        }
        node - (1 << bits)
    }

    /// A number, short where the context knows about how large it is: how many bits it has (of one more than it)
    /// in the models 1 to 63, the next two bits in four models each from 64 on, and the rest as they are.
    #[inline(never)]
    pub(super) fn number(&mut self, context: usize, value: u32) -> u32 {
        let more = u64::from(value) + 1;
        let mut size = self.tree(context, 0, 6, more.ilog2());
        if size > 32 {
            self.fail("a number is over 32 bits");
            size = 0;
        }
        let mut whole = 1_u64;
        for known in 0..size.min(2) {
            let bit = more >> (size - 1 - known) & 1 == 1;
            // 1 for the first of the two; 2 or 3 for the second, by the first.
            let which = 64 + 4 * size as usize + whole as usize;
            whole = whole << 1 | u64::from(self.bit(context, which, bit));
        }
        let rest = size - size.min(2);
        whole = whole << rest | self.raw(rest, more & ((1 << rest) - 1));
        // Of the numbers of 33 bits, the first alone is one more than one of 32.
        (whole - 1) as u32
    }

    /// A number of either sign, the sign by the model 255.
    #[inline(never)]
    pub(super) fn signed(&mut self, context: usize, value: i32) -> i32 {
        let size = self.number(context, value.unsigned_abs());
        let below = size > 0 && self.bit(context, 255, value < 0);
        let size = size.cast_signed();
        if below { size.wrapping_neg() } else { size }
    }

    /// Notes what is wrong with what is read; what was wrong first counts.
    pub(super) fn fail(&mut self, fault: &'static str) {
        self.fault.get_or_insert(fault);
    }

    /// Fails where something was wrong: then what was read is nothing.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.fault.map_or(Ok(()), |fault| Err(Error::Damaged(fault)))
    }

    /// Widens the range after a bit.
    fn settle(&mut self) {
        self.worked += 1;
        while self.range < NARROW {
            self.range <<= 8;
            self.next_byte();
        }
        if let Side::Reading { at, bytes, .. } = &self.side
            && *at > bytes.len() + UNSAID
        {
            self.fault.get_or_insert(ENDS_EARLY);
        }
    }

    fn next_byte(&mut self) {
        match &mut self.side {
            Side::Writing { low, held, full, begun, bytes } => {
                // A byte is certain once no carry can reach it.
                if *low < 0xff00_0000 || *low > 0xffff_ffff {
                    let carry = (*low >> 32) as u8;
                    if *begun {
                        bytes.push(held.wrapping_add(carry));
                    }
                    *begun = true;
                    for _ in 0..std::mem::take(full) {
                        bytes.push(0xff_u8.wrapping_add(carry));
                    }
                    *held = (*low >> 24) as u8;
                } else {
                    *full += 1;
                }
                *low = (*low & 0x00ff_ffff) << 8;
            }
            Side::Reading { code, bytes, at } => {
                let byte = bytes.get(*at).copied().unwrap_or(0);
                *code = *code << 8 | u32::from(byte);
                *at += 1;
            }
        }
    }

    /// What was written. Of all bytes that would be read as this, those are taken that end in the most zeros,
    /// and the last zeros, at most [`UNSAID`], are left out.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        if let Side::Writing { low, .. } = &mut self.side {
            let last = *low + u64::from(self.range) - 1;
            let fits = |bits: &u32| (last >> bits << bits) >= *low;
            let bits = (0..=32).rev().find(fits).unwrap_or(0);
            *low = last >> bits << bits;
        }
        for _ in 0..5 {
            self.next_byte();
        }
        let Side::Writing { mut bytes, .. } = self.side else { return Vec::new() };
        for _ in 0..UNSAID {
            if bytes.last() == Some(&0) {
                bytes.pop();
            }
        }
        bytes
    }

    /// Fails unless every byte was read.
    pub(super) fn finish(&self) -> Result<(), Error> {
        match &self.side {
            Side::Reading { at, bytes, .. } if *at < bytes.len() => {
                Err(Error::Damaged("it goes on after its end"))
            }
            _ => Ok(()),
        }
    }
}
