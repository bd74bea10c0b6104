//! What a host has on its screen, so that it draws only what is new.
//!
//! Canvases share the tiles that are the same, so what changed is known tile by tile, whatever
//! happened in between; and within a tile no more is drawn than what was said to have changed.

use limner_core::{Canvas, Rect};

/// What the host drew last, and where it may have changed since.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    drawn: Option<Frame>,
    touched: Rect,
}

/// A frame as the host drew it: a canvas, or two and how strong the first is.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The canvas that was drawn.
    pub canvas: Canvas,
    /// The canvas that the drawn one was mixed with, and its own strength.
    pub under: Option<(Canvas, u8)>,
}

impl Screen {
    /// Notes pixels that may have changed.
    pub fn touch(&mut self, changed: Rect) {
        self.touched = self.touched.union(changed);
    }

    /// Areas in which `seen` may differ from what was drawn last, none of which overlap. From now on
    /// `seen` is what is drawn.
    pub fn take(&mut self, seen: impl FnOnce() -> Frame) -> Vec<Rect> {
        let touched = std::mem::replace(&mut self.touched, Rect::EMPTY);
        if touched.is_empty() && self.drawn.is_some() {
            return Vec::new();
        }
        let seen = seen();
        let areas = match &self.drawn {
            Some(drawn)
                if drawn.under.as_ref().map(|u| u.1) == seen.under.as_ref().map(|u| u.1) =>
            {
                let mut tiles: Vec<Rect> = seen.canvas.changed_tiles(&drawn.canvas).collect();
                if let (Some((now, _)), Some((then, _))) = (&seen.under, &drawn.under) {
                    tiles.extend(now.changed_tiles(then));
                    tiles.sort_unstable_by_key(|tile| (tile.y0, tile.x0));
                    tiles.dedup();
                }
                let parts = tiles.into_iter().map(|tile| tile.intersection(touched));
                merged(parts.filter(|part| !part.is_empty()))
            }
            _ => vec![seen.canvas.bounds()],
        };
        self.drawn = Some(seen);
        areas
    }
}

/// Joins areas that lie side by side, and rows of them that lie on each other. They come row by row from
/// left to right.
fn merged(parts: impl Iterator<Item = Rect>) -> Vec<Rect> {
    let mut rows: Vec<Rect> = Vec::new();
    for part in parts {
        match rows.last_mut() {
            Some(last) if (last.y0, last.y1, last.x1) == (part.y0, part.y1, part.x0) => {
                last.x1 = part.x1;
            }
            _ => rows.push(part),
        }
    }
    let mut areas: Vec<Rect> = Vec::new();
    for row in rows {
        let above = (areas.iter_mut().rev())
            .find(|area| (area.x0, area.x1, area.y1) == (row.x0, row.x1, row.y0));
        match above {
            Some(above) => above.y1 = row.y1,
            None => areas.push(row),
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_core::{Author, Brush, Coverage, Path, Place, Point, Rgb8, Stroke, Surface};

    fn painted(canvas: &mut Canvas, from: [i32; 2], to: [i32; 2]) -> Rect {
        let [from, to] = [from, to].map(|[x, y]| Point::from_px(x, y));
        let stroke = Stroke {
            author: Author::Person,
            brush: 0,
            color: Rgb8::new(10, 200, 30),
            opacity: 1 << 15,
            coverage: Coverage::Wash,
            path: Path::Bezier { points: [from, from, to], radii: [4 * 64, 4 * 64] },
        };
        canvas.draw(&stroke, &Brush::PLAIN, Place::default())
    }

    fn seen(canvas: &Canvas) -> Frame {
        Frame { canvas: canvas.clone(), under: None }
    }

    #[test]
    fn areas_hold_what_changed_and_little_more() {
        let mut canvas = Canvas::new(1000, 700).unwrap();
        let mut screen = Screen::default();
        assert_eq!(screen.take(|| seen(&canvas)), [canvas.bounds()]);
        assert!(screen.take(|| panic!("nothing was touched")).is_empty());
        for (from, to) in [([10, 10], [900, 650]), ([30, 600], [800, 20]), ([5, 5], [9, 9])] {
            let before = canvas.clone();
            let changed = painted(&mut canvas, from, to);
            screen.touch(changed);
            let areas = screen.take(|| seen(&canvas));
            let total: usize = areas.iter().map(|area| area.area()).sum();
            let mut patched = before;
            for area in &areas {
                patched.copy_from(&canvas, *area);
                let others = areas.iter().filter(|other| *other != area);
                assert!(others.into_iter().all(|other| other.intersection(*area).is_empty()));
            }
            assert_eq!(patched.hash(), canvas.hash(), "something is missing");
            assert!(total <= changed.area(), "{total} of {}", changed.area());
            if changed.area() > 100_000 {
                assert!(total < changed.area() / 4, "{total} of {}", changed.area());
            }
        }
    }

    #[test]
    fn neighbours_are_joined() {
        let tile = |x: i32, y: i32| Rect::new(x * 64, y * 64, x * 64 + 64, y * 64 + 64);
        let parts = [tile(0, 0), tile(1, 0), tile(3, 0), tile(0, 1), tile(1, 1), tile(3, 2)];
        let areas = merged(parts.into_iter());
        assert_eq!(areas, [Rect::new(0, 0, 128, 128), tile(3, 0), tile(3, 2)]);
    }

    #[test]
    fn another_mix_is_another_picture() {
        let mut canvas = Canvas::new(200, 200).unwrap();
        let under = canvas.clone();
        let mixed = |canvas: &Canvas, strength| Frame {
            canvas: canvas.clone(),
            under: Some((under.clone(), strength)),
        };
        let mut screen = Screen::default();
        screen.take(|| seen(&canvas));
        screen.touch(canvas.bounds());
        assert_eq!(screen.take(|| mixed(&canvas, 9)), [canvas.bounds()]);
        let changed = painted(&mut canvas, [20, 20], [40, 40]);
        screen.touch(changed);
        assert_eq!(screen.take(|| mixed(&canvas, 9)), [changed]);
        screen.touch(changed);
        assert_eq!(screen.take(|| mixed(&canvas, 10)), [canvas.bounds()]);
    }
}
