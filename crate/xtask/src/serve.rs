//! The server of `cargo xtask start`: the site as a static host would serve it, with the right types and
//! caching, at any path.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use limner_serve::Site;

use crate::assets::is_hashed;

/// Claims the port before anything is built: better to hear at once that it is in use.
pub(crate) fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {port} is in use, perhaps by another `cargo xtask start`: stop that, or choose \
             another port with --port N (--port 0 takes any that is free)"
        ),
        ErrorKind::PermissionDenied => {
            anyhow!("port {port} is reserved for the administrator: choose one above 1023")
        }
        _ => anyhow!(error).context(format!("could not listen on port {port}")),
    })
}

/// Serves `folder` under `base` until the process is stopped.
pub(crate) fn serve(listener: TcpListener, folder: &Path, base: &str, open: bool) -> Result<()> {
    ensure!(
        folder.join("index.html").is_file(),
        "there is no site in {}: run `cargo xtask build` first",
        folder.display()
    );
    let site = Site::new(folder, base).context("--base")?.cached(caching);
    let address = format!("http://{}{}", listener.local_addr()?, site.base());
    // On stdout, alone on its line, for whoever starts us and wants to know. Whoever connects from now on
    // is answered: the port is ours already.
    println!("{address}");
    eprintln!("Limner is at {address} (Ctrl-C stops it)");
    if open {
        open_browser(&address);
    }
    match limner_serve::serve_blocking(listener, site).context("could not serve")? {}
}

/// A name with a hash in it always means the same bytes; any other must be asked for anew.
fn caching(path: &str) -> &'static str {
    if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let opened = Command::new(opener).arg(address).spawn().context(opener);
    if let Err(error) = opened {
        eprintln!("could not open a browser ({error:#}); the address is {address}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_by_its_content_may_be_kept_for_ever() {
        assert!(caching("page.0123456789.js").ends_with("immutable"));
        assert_eq!(caching("index.html"), "no-cache");
        assert_eq!(caching("sw.js"), "no-cache");
    }

    #[test]
    fn a_port_in_use_is_said_with_its_remedy() {
        let first = listen(0).expect("a free port");
        let port = first.local_addr().expect("an address").port();
        let error = listen(port).expect_err("in use").to_string();
        assert!(error.contains("--port 0"), "{error}");
    }
}
