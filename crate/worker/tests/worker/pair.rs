//! A session and its worker, with a clock that only they move.

use std::cell::Cell;
use std::collections::VecDeque;

use limner_core::{Author, Op, Rgb8, Stroke};
use limner_protocol::{Learned, Plan, Reply, Request, TargetChoice, codes};
use limner_studio::pointer::Report;
use limner_studio::{PartnerSettings, Session, Status};
use limner_worker::Worker;

/// The policy that ships.
pub(crate) const WEIGHTS: &[u8] = include_bytes!("../../../agent/weights/policy.limner");
/// The id of the session.
pub(crate) const SESSION: u32 = 77;
/// Columns and rows of the canvas.
pub(crate) const SIZE: [u16; 2] = [96, 64];
/// One frame, in ms.
const FRAME_MS: f64 = 16.0;
/// The time that the worker has in a frame, in ms; each look at the clock takes one.
const BUDGET_MS: f64 = 8.0;
/// Frames after which nothing is waited for any longer.
const PATIENCE: usize = 3_000;

/// A session, its worker, and what they said to each other.
pub(crate) struct Pair {
    pub session: Session,
    pub worker: Worker,
    pub requests: Vec<Request>,
    pub replies: Vec<Reply>,
    /// Frames that a reply is on its way.
    pub delay: usize,
    /// Replies on their way, with the number of frames that they still take.
    underway: VecDeque<(usize, Vec<u8>)>,
    now_ms: f64,
}

impl Pair {
    /// A new painting and a partner with the weights that ship.
    pub(crate) fn trained() -> Self {
        Self::of(Worker::new(Some(WEIGHTS)).unwrap())
    }

    /// A new painting and a partner that paints by trial.
    pub(crate) fn untrained() -> Self {
        Self::of(Worker::new(None).unwrap())
    }

    fn of(worker: Worker) -> Self {
        let session = Session::new(SESSION, SIZE[0], SIZE[1], Rgb8::new(250, 246, 238), 5).unwrap();
        Self {
            session,
            worker,
            requests: Vec::new(),
            replies: Vec::new(),
            delay: 0,
            underway: VecDeque::new(),
            now_ms: 1_000.0,
        }
    }

    /// The same with a picture of the gallery to paint, once it is in place.
    pub(crate) fn copying(mut self, index: u8) -> Self {
        self.session.partner_mut().choose_target(TargetChoice::Gallery(index));
        self.until("the target", |pair| pair.status().target.is_some());
        self
    }

    /// A frame: the session paints what is due, messages go to and fro, the worker works.
    pub(crate) fn frame(&mut self) {
        self.frame_without(|_| false);
    }

    /// The same where some requests are lost on the way.
    pub(crate) fn frame_without(&mut self, is_lost: impl Fn(&Request) -> bool) {
        self.now_ms += FRAME_MS;
        self.session.tick(self.now_ms, || true);
        for message in self.session.take_messages() {
            let (session, request) = Request::decode(&message).unwrap();
            assert_eq!(session, SESSION);
            if !is_lost(&request) {
                self.worker.handle(&message);
            }
            self.requests.push(request);
        }
        work(&mut self.worker, BUDGET_MS);
        let replies = self.worker.take_replies().into_iter();
        self.underway.extend(replies.map(|message| (self.delay, message)));
        while let Some((_, message)) = self.underway.pop_front_if(|(left, _)| *left == 0) {
            self.session.receive(&message);
            let (session, reply) = Reply::decode(&message).unwrap();
            assert_eq!(session, SESSION);
            self.replies.push(reply);
        }
        self.underway.iter_mut().for_each(|(left, _)| *left -= 1);
    }

    pub(crate) fn frames(&mut self, count: usize) {
        (0..count).for_each(|_| self.frame());
    }

    /// Lets frames go by until something is so.
    pub(crate) fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..PATIENCE {
            if is_so(self) {
                return;
            }
            self.frame();
        }
        panic!("waited in vain for {what}: {:?}", self.status());
    }

    /// Lets the partner paint so many strokes more.
    pub(crate) fn paint_on(&mut self, strokes: usize) {
        let wanted = self.painted() + strokes;
        self.session.partner_mut().start();
        self.until("strokes", |pair| pair.painted() >= wanted);
        self.session.partner_mut().pause();
        self.frames(2);
    }

    /// A stroke of the person's, in one frame.
    pub(crate) fn paint(&mut self, from: [f64; 2], to: [f64; 2]) {
        self.paint_bent(from, to, 3.0);
    }

    /// The same, bent down by so many px in the middle.
    pub(crate) fn paint_bent(&mut self, from: [f64; 2], to: [f64; 2], bend: f64) {
        let now = self.now_ms;
        let report = |[x, y]: [f64; 2]| Report {
            x,
            y,
            pressure: 1.0,
            tilt_x: 0.0,
            tilt_y: 0.0,
            time_ms: now,
        };
        let middle = [(from[0] + to[0]) / 2.0, (from[1] + to[1]) / 2.0 + bend];
        let mut pointer = self.session.pointer();
        assert!(pointer.down(report(from)));
        pointer.moves(&[report(middle), report(to)]);
        pointer.up(now);
    }

    /// Changes some of the partner's settings.
    pub(crate) fn set(&mut self, change: impl FnOnce(&mut PartnerSettings)) {
        let mut settings = *self.session.partner().settings();
        change(&mut settings);
        self.session.partner_mut().set_settings(settings);
    }

    pub(crate) fn status(&self) -> Status {
        Status::of(&self.session)
    }

    pub(crate) fn painted(&self) -> usize {
        self.session.document().visible(Author::Partner)
    }

    /// The partner's strokes as they were painted, from a revision on.
    pub(crate) fn strokes_since(&self, revision: u32) -> Vec<Stroke> {
        let entries = &self.session.document().painting().log().entries()[revision as usize..];
        let stroke = |op: &Op| match op {
            Op::Add(stroke) if stroke.author == Author::Partner => Some(stroke.clone()),
            _ => None,
        };
        entries.iter().filter_map(|entry| stroke(&entry.op)).collect()
    }

    pub(crate) fn revision(&self) -> u32 {
        self.session.document().revision()
    }

    /// What was learned, as it was told last.
    pub(crate) fn learned(&self) -> Option<&Learned> {
        self.replies.iter().rev().find_map(|reply| match reply {
            Reply::Learned(learned) => Some(learned),
            _ => None,
        })
    }

    pub(crate) fn plans(&self) -> impl Iterator<Item = &Plan> {
        self.replies.iter().filter_map(|reply| match reply {
            Reply::Plan(plan) => Some(plan),
            _ => None,
        })
    }

    /// Why the replica was lost, each time.
    pub(crate) fn losses<'a>(&'a self) -> Vec<&'a str> {
        let why = |reply: &'a Reply| match reply {
            Reply::Lost { reason } => Some(reason.as_str()),
            _ => None,
        };
        self.replies.iter().filter_map(why).collect()
    }

    /// Nothing went wrong, and the worker measured the very painting that the session has.
    pub(crate) fn assert_in_step(&mut self) {
        self.frames(20);
        assert_eq!(self.losses(), [""; 0]);
        assert_eq!(self.session.troubles().first(), None);
        let measured = self.replies.iter().rev().find_map(|reply| match reply {
            Reply::Stats { revision, .. } => Some(*revision),
            _ => None,
        });
        assert_eq!(measured, Some(self.revision()));
    }
}

/// Lets a worker work for a while; each look at the clock takes a millisecond.
pub(crate) fn work(worker: &mut Worker, budget_ms: f64) -> bool {
    let clock = Cell::new(0.0);
    let now_ms = || clock.replace(clock.get() + 1.0);
    pollster::block_on(worker.work(budget_ms, now_ms))
}

/// Lets a worker work until there is nothing more to do; returns what it said.
pub(crate) fn answers(worker: &mut Worker) -> Vec<(u32, Reply)> {
    while work(worker, 8.0) {}
    worker.take_replies().iter().map(|message| Reply::decode(message).unwrap()).collect()
}

/// The troubles among replies, by their codes.
pub(crate) fn troubles(replies: &[(u32, Reply)]) -> Vec<String> {
    let code = |(_, reply): &(u32, Reply)| match reply {
        Reply::Trouble(trouble) => Some(trouble.code.as_str().to_owned()),
        _ => None,
    };
    replies.iter().filter_map(code).collect()
}

/// Whether a code says why a stroke is painted.
pub(crate) fn is_reason(code: &str) -> bool {
    codes::reason::ALL.contains(&code)
}
