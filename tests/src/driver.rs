//! The browser's driver as a process: started on a free port, and stopped together with its browser
//! however a test ends. What a panic needs is done with plain blocking sockets, because by then no
//! runtime may be left to ask.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::browser::Maker;
use crate::{places, process};

/// For a browser that has to be told to quit, or to take a picture of itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often it is started where it ends before it listens: the port that it found free may be taken by then.
const TRIES: usize = 3;

/// Between two looks at what it has printed.
const PAUSE: Duration = Duration::from_millis(5);

/// A running driver.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    port: u16,
    maker: Maker,
    /// What it and its browser have printed.
    printed: Arc<Mutex<Vec<String>>>,
}

impl Driver {
    /// Starts it on a port of its own choice.
    #[must_use]
    pub fn start(maker: Maker) -> Self {
        let (program, arguments, says): (_, &[&str], _) = match maker {
            // "ChromeDriver was started successfully on port 12345."
            Maker::Chromium => {
                (places::chromedriver(), &["--port=0"], "started successfully on port ")
            }
            // "1764495253000	geckodriver	INFO	Listening on 127.0.0.1:12345"
            Maker::Firefox => {
                let own_ports = &["--port=0", "--websocket-port=0"];
                (places::geckodriver(), own_ports, "Listening on 127.0.0.1:")
            }
        };
        let mut all_printed = Vec::new();
        for _ in 0..TRIES {
            match Self::launch(maker, &program, arguments, says) {
                Ok(driver) => return driver,
                Err(printed) => all_printed.extend(printed),
            }
        }
        panic!(
            "{} did not say on which port it listens; it said {all_printed:#?}",
            program.display()
        );
    }

    /// Starts it once, and waits until it says its port behind these words; what it printed where it does not.
    fn launch(
        maker: Maker,
        program: &Path,
        arguments: &[&str],
        says: &str,
    ) -> Result<Self, Vec<String>> {
        let mut process = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        let printed = Arc::new(Mutex::new(Vec::new()));
        keep(process.stdout.take().expect("it was piped"), &printed);
        keep(process.stderr.take().expect("it was piped"), &printed);
        let port = || {
            let lines = printed.lock().expect("nobody panics while holding it");
            lines.iter().find_map(|line: &String| {
                let (_, port) = line.split_once(says)?;
                port.trim_end_matches('.').parse().ok()
            })
        };
        let began = Instant::now();
        loop {
            if let Some(port) = port() {
                return Ok(Self { process, port, maker, printed });
            }
            let has_ended = matches!(process.try_wait(), Ok(Some(_)));
            if has_ended || began.elapsed() > PATIENCE {
                let _ = process.kill();
                let _ = process.wait();
                return Err(printed.lock().expect("nobody panics while holding it").clone());
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// What it and its browser have printed so far.
    #[must_use]
    pub fn printed(&self) -> Vec<String> {
        self.printed.lock().expect("nobody panics while holding it").clone()
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The process of which the browser's are children.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Asks the driver for something, blocking; the answer's `value`.
    #[must_use]
    pub fn ask(&self, method: &str, path: &str, body: &str) -> Option<serde_json::Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len(),
        );
        stream.write_all(request.as_bytes()).ok()?;
        // It may keep the connection open all the same: the length says when the answer is over.
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            if answer.read_line(&mut line).ok()? == 0 || line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok()?;
            }
        }
        let mut bytes = vec![0; length];
        answer.read_exact(&mut bytes).ok()?;
        let answer: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        answer.get("value").cloned()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The polite way ends the browsers too; without it they would live on.
        match self.maker {
            Maker::Chromium => drop(self.ask("GET", "/shutdown", "")),
            // Mozilla's knows none.
            Maker::Firefox => process::kill_children_if_any(self.pid()),
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads on, for a pipe that is full or closed would end the driver; keeps the lines.
fn keep(pipe: impl Read + Send + 'static, printed: &Arc<Mutex<Vec<String>>>) {
    let printed = Arc::clone(printed);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            printed.lock().expect("nobody panics while holding it").push(line);
        }
    });
}
