//! A host with a worker that keeps a replica as the real one does, and plans strokes by counting.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use limner_core::fixed::ONE_U16;
use limner_core::{Author, Coverage, Op, Painting, Path, Placed, Point, Rgb8, Stroke};
use limner_protocol::codes::word;
use limner_protocol::{
    Answer, Belief, Code, Learned, Pixels, Plan, PlannedStroke, Polished, Question, Reply, Request,
    TargetChoice, Trouble, WorkerSettings,
};
use limner_studio::pointer::Report;
use limner_studio::share::{self, Wanted};
use limner_studio::{PartnerSettings, Session};

/// One frame, in ms.
pub(crate) const FRAME_MS: f64 = 16.0;
pub(crate) const SESSION: u32 = 77;

/// A session, its worker, and a clock.
pub(crate) struct Host {
    pub session: Session,
    pub worker: Worker,
    pub now_ms: f64,
}

/// The worker's side.
#[derive(Default)]
pub(crate) struct Worker {
    pub replica: Option<Painting>,
    pub requests: Vec<Request>,
    /// Strokes planned in one frame.
    pub speed: usize,
    /// Does not answer when it is asked to polish.
    pub ponders: bool,
    /// Finds nothing worth painting.
    pub content: bool,
    /// Finds nothing worth asking.
    pub knows: bool,
    /// What it learned of the person.
    pub learned: Learned,
    /// Its name, the revision it was planned on, and proposals sent.
    chain: Option<(u32, u32, u32)>,
    wanted: usize,
    counter: i32,
    /// Index of the brush that it paints with.
    pub brush: u8,
}

impl Host {
    pub(crate) fn new() -> Self {
        Self::with(Session::new(SESSION, 160, 120, Rgb8::new(250, 246, 238), 5).unwrap())
    }

    pub(crate) fn with(session: Session) -> Self {
        let mut host = Self { session, worker: Worker::new(), now_ms: 1_000.0 };
        host.frames(1);
        host
    }

    /// Lets frames go by, with the messages between page and worker in each.
    pub(crate) fn frames(&mut self, frames: usize) {
        for _ in 0..frames {
            self.now_ms += FRAME_MS;
            self.session.tick(self.now_ms, || true);
            for message in self.session.take_messages() {
                let (session, request) = Request::decode(&message).unwrap();
                assert_eq!(session, SESSION);
                for reply in self.worker.answer(request) {
                    self.session.receive(&reply.encode(SESSION));
                }
            }
            for reply in self.worker.work() {
                self.session.receive(&reply.encode(SESSION));
            }
        }
    }

    /// Changes one of the partner's settings, or several.
    pub(crate) fn set(&mut self, change: impl FnOnce(&mut PartnerSettings)) {
        let mut settings = *self.session.partner().settings();
        change(&mut settings);
        self.session.partner_mut().set_settings(settings);
    }

    pub(crate) fn report(&self, x: f64, y: f64) -> Report {
        Report { x, y, pressure: 1.0, tilt_x: 0.0, tilt_y: 0.0, time_ms: self.now_ms }
    }

    /// The pointer goes down; says whether that began something.
    pub(crate) fn down(&mut self, x: f64, y: f64) -> bool {
        let report = self.report(x, y);
        self.session.pointer().down(report)
    }

    /// The pointer moves.
    pub(crate) fn move_to(&mut self, x: f64, y: f64) {
        let report = self.report(x, y);
        self.session.pointer().moves(&[report]);
    }

    /// A stroke of the person's, in one frame.
    pub(crate) fn paint(&mut self, from: [f64; 2], to: [f64; 2]) {
        assert!(self.down(from[0], from[1]));
        self.move_to((from[0] + to[0]) / 2.0, (from[1] + to[1]) / 2.0 + 9.0);
        self.move_to(to[0], to[1]);
        self.session.pointer().up(self.now_ms);
    }

    pub(crate) fn visible(&self, author: Author) -> usize {
        self.session.document().visible(author)
    }

    pub(crate) fn hash(&self) -> u64 {
        self.session.shown().hash()
    }

    /// The worker has the page's log.
    pub(crate) fn assert_in_step(&mut self) {
        self.frames(1);
        let replica = self.worker.replica.as_ref().unwrap();
        assert_eq!(replica.log(), self.session.document().painting().log());
    }
}

impl Worker {
    pub(crate) fn new() -> Self {
        Self { speed: 4, brush: 1, ..Self::default() }
    }

    fn answer(&mut self, request: Request) -> Vec<Reply> {
        self.requests.push(request.clone());
        match request {
            Request::Open(log) => {
                self.replica = Some(Painting::from_log(&log).unwrap());
                (self.chain, self.brush) = (None, 1);
                vec![Reply::Ready { weights: Some(9) }]
            }
            Request::Ops { from, entries, .. } => {
                let replica = self.replica.as_mut().unwrap();
                assert_eq!(from, replica.log().revision());
                for entry in entries {
                    replica.push(entry.dt_ms, entry.op).unwrap();
                }
                Vec::new()
            }
            Request::Target(TargetChoice::Nothing) => vec![Reply::Target(None)],
            Request::Target(TargetChoice::File(bytes)) if bytes.is_empty() => {
                vec![Reply::TargetRefused(Trouble::new("picture_empty"))]
            }
            Request::Target(_) => {
                let pixels = Pixels { width: 2, height: 1, rgb: vec![1, 2, 3, 4, 5, 6] };
                vec![Reply::Target(Some((42, pixels)))]
            }
            Request::Plan { chain, revision, count } => {
                // The page's log and the replica are the same when a plan is asked for.
                assert_eq!(revision, self.replica.as_ref().unwrap().log().revision());
                (self.chain, self.wanted) = (Some((chain, revision, 0)), count.into());
                Vec::new()
            }
            Request::More { count } => {
                assert!(self.chain.is_some(), "more of a chain that there is not");
                self.wanted = count.into();
                Vec::new()
            }
            Request::Halt => {
                self.chain = None;
                Vec::new()
            }
            Request::Ask { id, options } => {
                let count = if self.knows { 0 } else { options };
                let options = (0..count).map(|_| self.proposal().stroke).collect();
                let brushes = self.replica.as_ref().unwrap().log().brushes().len() as u8;
                vec![Reply::Question(Question { id, brushes, options })]
            }
            Request::Answer { answer: Answer::Skip, .. } => Vec::new(),
            Request::Answer { .. } => {
                self.chain = None;
                self.learned.judged += 1;
                self.learned.beliefs = vec![long()];
                vec![Reply::Learned(self.learned.clone())]
            }
            Request::Polish { revision, reach } => {
                assert_eq!(revision, self.replica.as_ref().unwrap().log().revision());
                self.chain = None;
                if self.ponders { Vec::new() } else { vec![Reply::Polished(self.polished(reach))] }
            }
            Request::Settings(settings) => {
                let index = settings.brush.unwrap_or(1);
                let brushes = self.replica.as_ref().unwrap().log().brushes();
                assert!(usize::from(index) < brushes.len(), "a brush that is not there yet");
                if self.brush != index {
                    (self.brush, self.chain) = (index, None);
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn work(&mut self) -> Vec<Reply> {
        let Some((chain, revision, offset)) = self.chain else { return Vec::new() };
        if self.wanted == 0 {
            return Vec::new();
        }
        let count = if self.content { 0 } else { self.wanted.min(self.speed) };
        let proposals: Vec<_> = (0..count).map(|_| self.proposal()).collect();
        self.wanted -= count;
        self.chain = Some((chain, revision, offset + count as u32));
        if self.content {
            self.wanted = 0;
        }
        let done = self.wanted == 0;
        vec![Reply::Plan(Plan { chain, revision, offset, done, brushes: 60, proposals })]
    }

    /// The partner's last strokes, each in another colour.
    pub(crate) fn polished(&self, reach: u8) -> Polished {
        let replica = self.replica.as_ref().unwrap();
        let above = replica
            .strokes()
            .iter()
            .rev()
            .take_while(|placed| placed.visible && placed.stroke.author == Author::Partner);
        let mut amendments: Vec<(u32, Stroke)> = (above.take(reach.into()))
            .map(|Placed { id, stroke, .. }| {
                let Rgb8 { r, g, b } = stroke.color;
                (*id, Stroke { color: Rgb8::new(r, g, b ^ 0x7f), ..stroke.clone() })
            })
            .collect();
        amendments.reverse();
        let brushes = replica.log().brushes().len() as u8;
        Polished { revision: replica.log().revision(), brushes, amendments }
    }

    fn proposal(&mut self) -> PlannedStroke {
        self.counter += 1;
        let at = |k: i32| Point::from_px((self.counter * k) % 160, (self.counter * (k + 2)) % 120);
        let stroke = Stroke {
            author: Author::Partner,
            brush: self.brush,
            color: Rgb8::new(self.counter as u8, 90, 60),
            opacity: ONE_U16 / 2,
            coverage: Coverage::Wash,
            path: Path::Bezier { points: [at(3), at(7), at(11)], radii: [256, 128] },
        };
        PlannedStroke { stroke, gain_q15: 100, reason: Code::known("part") }
    }

    /// What one of the settings became, in order, beginning with what was not so from the start.
    pub(crate) fn told<T: PartialEq>(&self, setting: impl Fn(&WorkerSettings) -> T) -> Vec<T> {
        let mut told = vec![setting(&WorkerSettings::default())];
        for request in &self.requests {
            if let Request::Settings(settings) = request
                && told.last() != Some(&setting(settings))
            {
                told.push(setting(settings));
            }
        }
        told.remove(0);
        told
    }

    /// How many requests of a kind came.
    pub(crate) fn count(&self, of: impl Fn(&Request) -> bool) -> usize {
        self.requests.iter().filter(|r| of(r)).count()
    }
}

/// The judgements on a session's log.
pub(crate) fn judgements(session: &Session) -> Vec<limner_core::Judgement> {
    let entries = session.document().painting().log().entries();
    let judgement = |e: &limner_core::Entry| match &e.op {
        Op::Judge(judgement) => Some((**judgement).clone()),
        _ => None,
    };
    entries.iter().filter_map(judgement).collect()
}

/// The belief that long strokes are wanted.
fn long() -> Belief {
    let word = word::ALL.iter().position(|word| *word == "long").expect("it is a word");
    Belief {
        word: u8::try_from(word).expect("words are few"),
        strength: 1,
        certainty: 90,
        origin: 0,
    }
}

/// The painting as it is now as a PNG, which holds the painting itself as well where that is wanted.
pub(crate) fn png_of(session: &mut Session, wanted: Option<Wanted>) -> Vec<u8> {
    session.catch_up();
    let packed = wanted.map(|wanted| share::packed_of(session, wanted));
    let document = session.document();
    let canvas = document.painting().canvas();
    limner_share::picture::png(canvas, document.paper(), packed.as_deref()).expect("a picture")
}
