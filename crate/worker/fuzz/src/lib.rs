//! What a worker does with a stranger's painting: by the fuzz target of this folder, and by the tests of
//! `limner-worker`, which do the same with the committed corpus and with random bytes where no fuzzer is.
//!
//! A folder beside the worker and not one with the other targets (`crate/core/fuzz`): what the worker stands on
//! takes longer to compile than all of those.
//!
//! What is bounded is work (`limner_core::work`) and slices of the partner's, not time: the same on every machine.
//!
//! So far it ran as tests alone: the corpus, 24 inputs at random and 24 changed ones a time. Nothing was found.

#![allow(unreachable_pub, reason = "a crate of its own to the fuzz target, a module to tests")]

use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{
    Author, Brush, Entry, Header, Log, Op, Opening, Painting, Path, Point, Rgb8, Stroke, format,
    work,
};
use limner_protocol::{Answer, Reply, Request, TargetChoice, WorkerSettings};
use limner_worker::Worker;

/// The session under which the painting is opened.
const SESSION: u32 = 7;
/// Work between two looks at how far the page has come with a painting.
const PART: u64 = work::PER_MS / 2;
/// Parts after which a painting is given up, at the page and in the worker: its end is clear, but far.
const MOST_PARTS: u32 = 200;
/// Slices in which strokes are planned, polished or asked about.
const MOST_SLICES: u32 = 400;
/// Longest side of a canvas in px: the partner looks at all of it.
const MOST_SIDE: u16 = 160;
/// Longest side of a picture in px that is asked for.
const MOST_PICTURE: u16 = 64;
/// What a stroke of a brush may ask for that the partner paints with: dearer ones only take long.
const MOST_OF_STROKE: u64 = 5 * work::PER_MS;
/// Entries that follow one by one.
const MOST_FOLLOWING: usize = 12;

/// A log that is opened in a worker and followed, planned on, polished and asked about; and a message to the
/// worker meanwhile. The first byte says how many after it are the message, as the page sends it but without its
/// version and session; the rest is a file, or the entries of one (see [`format::decode_entries`]) on a small
/// canvas. All of the bytes are a message as well.
pub fn worker(bytes: &[u8]) {
    let mut worker = Worker::new(None).expect("a partner that paints by trial needs nothing");
    worker.handle(bytes);
    if !has_ended(&mut worker, MOST_PARTS) {
        return;
    }
    heard(&mut worker);
    let Some((length, rest)) = bytes.split_first() else { return };
    let (body, painting) = rest.split_at(usize::from(*length).min(rest.len()));
    let Some((log, following)) = halves(painting) else { return };
    let Some(page) = opened(log.clone()) else { return };
    worker.handle(&Request::Open(log).encode(SESSION));
    if !has_ended(&mut worker, MOST_PARTS) {
        return;
    }
    assert!(heard(&mut worker).contains(&Reply::Ready { weights: None }), "the page has it open");
    let mut talk = Talk { worker, page };
    let message = message_of(body);
    if let Some(settings) = talk.settings() {
        talk.ask(&Request::Settings(settings));
    }
    talk.ask(&Request::Target(TargetChoice::Gallery(0)));
    for entry in following {
        if !is_dear(&entry.op, &talk.page) {
            talk.follow(entry);
        }
    }
    talk.paint();
    if let Some(request) = message {
        talk.ask(&request);
        // It may have had the worker stop, or void what it has.
        talk.ask(&Request::Halt);
        talk.paint();
    }
    talk.choose();
    talk.polish();
}

/// A page and its worker that talk of one painting.
struct Talk {
    worker: Worker,
    page: Painting,
}

impl Talk {
    /// Sends a request and lets the worker do all that it has to; returns what it says. What the page has
    /// painted, the worker never loses.
    fn ask(&mut self, request: &Request) -> Vec<Reply> {
        self.worker.handle(&request.encode(SESSION));
        assert!(has_ended(&mut self.worker, MOST_SLICES), "{request:?} never ends");
        let replies = heard(&mut self.worker);
        let lost = replies.iter().find(|reply| matches!(reply, Reply::Lost { .. }));
        let is_astray = match request {
            // A stranger's guess of what the painting is.
            Request::Plan { revision, .. } | Request::Polish { revision, .. } => {
                *revision != self.page.log().revision()
            }
            _ => false,
        };
        assert!(lost.is_none() || is_astray, "{request:?}: {lost:?}");
        replies
    }

    /// Paints with the last brush of the table where its strokes are quickly drawn.
    fn settings(&self) -> Option<WorkerSettings> {
        let index = self.page.log().brush_count() - 1;
        let brush = self.page.log().brushes()[usize::from(index)];
        let bounds = self.page.canvas().bounds();
        let asked = work::of_stroke(&across(bounds.x1, &brush), &brush, 7, bounds, MOST_OF_STROKE);
        (asked <= MOST_OF_STROKE)
            .then(|| WorkerSettings { brush: Some(index), ..WorkerSettings::default() })
    }

    /// Appends an entry to the page's log where that can be, and tells the worker; says whether it could.
    fn follow(&mut self, Entry { dt_ms, op }: Entry) -> bool {
        let (from, brushes) = (self.page.log().revision(), self.page.log().brush_count());
        let is_pushed = self.page.push(dt_ms, op.clone()).is_ok();
        if is_pushed {
            self.ask(&Request::Ops { from, brushes, entries: vec![Entry { dt_ms, op }] });
        }
        is_pushed
    }

    /// Paints what is planned. All of it can be painted.
    fn paint(&mut self) {
        let revision = self.page.log().revision();
        let replies = self.ask(&Request::Plan { chain: 3, revision, count: 2 });
        for reply in replies {
            let Reply::Plan(plan) = reply else { continue };
            for proposal in plan.proposals {
                let op = Op::Add(proposal.stroke);
                assert!(self.follow(Entry { dt_ms: 0, op }), "the partner's stroke is refused");
            }
        }
    }

    /// Answers a question.
    fn choose(&mut self) {
        self.ask(&Request::Ask { id: 5, options: 3 });
        self.ask(&Request::Answer { id: 5, answer: Answer::Best(1) });
    }

    /// Takes the partner's last strokes as they are improved.
    fn polish(&mut self) {
        let revision = self.page.log().revision();
        for reply in self.ask(&Request::Polish { revision, reach: 4 }) {
            let Reply::Polished(polished) = reply else { continue };
            let (from, brushes) = (revision, polished.brushes);
            let ops = polished.amendments.into_iter();
            let ops: Vec<_> = ops.map(|(stroke, with)| Op::Amend { stroke, with }).collect();
            let entries = ops.iter().map(|op| Entry { dt_ms: 0, op: op.clone() }).collect();
            self.page.push_all(0, ops).expect("amendments are of strokes that there are");
            self.ask(&Request::Ops { from, brushes, entries });
        }
    }
}

/// Lets the worker work until it waits for what comes; says whether it does after so many slices.
fn has_ended(worker: &mut Worker, most: u32) -> bool {
    (0..most).any(|_| !pollster::block_on(worker.work(0.0, || 0.0)))
}

/// What the worker says: each as a page can read it.
fn heard(worker: &mut Worker) -> Vec<Reply> {
    let messages = worker.take_replies().into_iter();
    let replies = messages.map(|message| {
        let (session, reply) = Reply::decode(&message).expect("a worker's message can be read");
        assert_eq!(reply.encode(session), message);
        reply
    });
    replies.collect()
}

/// A painting without its last entries, and these: of a file, or of entries alone.
fn halves(bytes: &[u8]) -> Option<(Log, Vec<Entry>)> {
    let header = Header::new(96, 70, Rgb8::new(250, 246, 238), 7);
    let (header, entries) = match format::decode_entries(bytes, header.brushes.len()) {
        Ok(entries) => (header, entries),
        Err(_) => {
            let log = format::decode(bytes).ok()?;
            (log.header().clone(), log.entries().to_vec())
        }
    };
    if header.width.max(header.height) > MOST_SIDE {
        return None;
    }
    let mut log = Log::new(header).ok()?;
    let middle = (entries.len() / 2).max(entries.len().saturating_sub(MOST_FOLLOWING));
    let mut entries = entries.into_iter();
    for entry in entries.by_ref().take(middle) {
        // What names a stroke that is not there is left out.
        let _: Result<u32, _> = log.push(entry.dt_ms, entry.op);
    }
    Some((log, entries.collect()))
}

/// The painting as the page has it; nothing where it is refused, or takes too long.
fn opened(log: Log) -> Option<Painting> {
    let mut opening = Opening::of(log).ok()?;
    let is_open = (0..MOST_PARTS).find_map(|_| match opening.advance(PART) {
        Ok(false) => None,
        Ok(true) => Some(true),
        Err(_) => Some(false),
    });
    is_open?.then(|| opening.finish().expect("it is open"))
}

/// A request that is quickly done.
fn message_of(body: &[u8]) -> Option<Request> {
    let mut message = Request::Halt.encode(SESSION);
    message.pop();
    message.extend(body);
    let (_, request) = Request::decode(&message).ok()?;
    match request {
        Request::Thumbnail { width, height, .. } if width.max(height) > MOST_PICTURE => None,
        // Another painting, and what follows on it.
        Request::Open(_) | Request::Ops { .. } => None,
        // One brush is tried already, and its index is another's business.
        Request::Settings(settings) => {
            Some(Request::Settings(WorkerSettings { brush: None, ..settings }))
        }
        request => Some(request),
    }
}

/// Whether an operation draws a stroke that only takes long.
fn is_dear(op: &Op, page: &Painting) -> bool {
    let (Op::Add(stroke) | Op::Amend { with: stroke, .. }) = op else { return false };
    let Some(brush) = page.log().brushes().get(usize::from(stroke.brush)) else { return false };
    let most = 4 * MOST_OF_STROKE;
    work::of_stroke(stroke, brush, 7, page.canvas().bounds(), most) > most
}

/// A stroke over the whole canvas, as broad as a partner's may be.
fn across(width: i32, brush: &Brush) -> Stroke {
    let y = 30;
    Stroke {
        author: Author::Partner,
        brush: 0,
        color: Rgb8::new(0, 0, 0),
        opacity: ONE_U16,
        coverage: brush.coverage,
        path: Path::Bezier {
            points: [Point::from_px(0, y), Point::from_px(width / 2, y), Point::from_px(width, y)],
            radii: [20 * UNITS_PER_PX; 2],
        },
    }
}
