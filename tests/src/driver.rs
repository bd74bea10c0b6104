//! The browser's driver as a process: started on a free port, and stopped together with its browser
//! however a test ends. What a panic needs is done with plain blocking sockets, because by then no
//! runtime may be left to ask.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::places;

/// For a browser that has to be told to quit, or to take a picture of itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// A running driver.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts it on a port of its own choice.
    #[must_use]
    pub fn start() -> Self {
        let program = places::chromedriver();
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        let mut lines = BufReader::new(process.stdout.take().expect("it was piped")).lines();
        // "ChromeDriver was started successfully on port 12345."
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        // Nobody reads on, but the pipe stays open, or a later line would end the driver.
        std::thread::spawn(move || lines.for_each(drop));
        let Some(port) = port else {
            let _ = process.kill();
            panic!("{} did not say on which port it listens", program.display());
        };
        Self { process, port }
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
        let _ = self.ask("GET", "/shutdown", "");
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
