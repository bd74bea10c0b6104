//! A new version of the page: it comes whole or not at all, and breaks no painting that is open.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use limner_tests::{Page, Settings, Site, WORKERS, browse, places};
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;

const KEPT: &str =
    "navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated')";
/// What a network that hangs may cost a visit: three seconds, and the visit itself on a machine that is busy.
const HANGS_FOR: Duration = Duration::from_secs(3);
const VISIT: Duration = Duration::from_secs(12);

/// What a machine that is busy takes to fetch a version.
const PATIENCE: Duration = Duration::from_secs(90);
/// What a page that is looked at has time for.
const SETTLED: Duration = Duration::from_secs(6);

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a built page").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("room for a copy");
        }
    }
}

/// The file of the site that begins the page, by its name.
fn boot(site: &Path) -> String {
    let names = fs::read_dir(site).expect("a site").flatten();
    let mut names = names.filter_map(|entry| entry.file_name().into_string().ok());
    names.find(|name| name.starts_with("boot.")).expect("a page begins")
}

/// Puts another version in the site's place: it calls itself `name`, and what begins it has another name.
/// Where it is only half there, that file is missing.
async fn deploy(page: &Page, site: &Path, name: &str, half: bool) {
    let (old, new) = (boot(site), format!("boot.{name:0>10}.js"));
    let read = |file: &str| fs::read_to_string(site.join(file)).expect("a text");
    let index = read("index.html").replace(&old, &new);
    let index = index.replacen("<html ", &format!("<html data-name=\"{name}\" "), 1);
    let digest = page
        .run(
            "return crypto.subtle.digest('SHA-256', new TextEncoder().encode(arguments[0]))
                 .then((sum) => btoa(String.fromCharCode(...new Uint8Array(sum))));",
            &[json!(index)],
        )
        .await;
    let script = read("sw.js");
    let fingerprint = script.split("\"sha256-").nth(1).and_then(|rest| rest.split('"').next());
    let fingerprint = fingerprint.expect("the worker knows index.html").to_owned();
    let script = script.replace(&old, &new).replace(&fingerprint, digest.as_str().expect("a sum"));
    fs::write(
        site.join("sw.js"),
        script.replace("const VERSION = \"", &format!("const VERSION = \"{name}")),
    )
    .expect("written");
    fs::write(site.join("index.html"), index).expect("written");
    if half {
        fs::rename(site.join(&old), site.join(format!("later-{new}"))).expect("renamed");
    } else {
        fs::rename(site.join(&old), site.join(&new)).expect("renamed");
    }
}

async fn name(page: &Page) -> serde_json::Value {
    page.eval("document.documentElement.dataset.name ?? 'first'").await
}

/// Visits the page until it is of this name: what can't be fetched in three seconds is there at a later visit, as browsers
/// look for another version once a page has settled.
async fn comes(page: &Page, site: &Site, wanted: &str) {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        page.reload().await;
        // The version before may come first, and this one after it by itself.
        tokio::time::sleep(SETTLED).await;
        page.ready().await;
        if name(page).await == json!(wanted) {
            return;
        }
    }
    let state = "Promise.all([navigator.serviceWorker.getRegistration(), caches.keys()]).then(([one, keys]) =>
        [one?.installing?.state, one?.waiting?.state, one?.active?.state, keys])";
    let visits = site.visits();
    let last = &visits[visits.len().saturating_sub(12)..];
    panic!("the version {wanted} does not come: {}, {last:?}", page.eval(state).await);
}

#[test]
fn a_new_version_comes_whole_and_breaks_no_painting_that_is_open() {
    browse(async |other| {
        let folder = TempDir::new().expect("a folder");
        copy(&places::dist(), folder.path());
        let site = Site::serve(folder.path().into()).await;
        let mut page =
            Page::visit(&site, Settings { before: WORKERS.into(), ..Settings::default() }).await;
        page.forgive("404");
        page.until("everything to be kept for offline use", KEPT).await;
        page.partner_paints(2).await;
        deploy(&page, folder.path(), "2", false).await;

        // What is open goes on, whatever it fetches of its own version.
        let [_, painted] = page.strokes().await;
        page.run(
            "window.workers.at(-1).dispatchEvent(new ErrorEvent('error', { message: 'gone' }));",
            &[],
        )
        .await;
        page.partner_paints(painted + 2).await;
        page.pause().await;
        page.saved().await;
        let hash = page.hash().await;
        comes(&page, &site, "2").await;
        assert_eq!(page.hash().await, hash);

        // One that is only half there is not taken; once it is whole, it is.
        deploy(&page, folder.path(), "3", true).await;
        page.reload().await;
        page.ready().await;
        assert_eq!(name(&page).await, json!("2"));
        assert_eq!(page.hash().await, hash);
        fs::rename(
            folder.path().join("later-boot.0000000003.js"),
            folder.path().join("boot.0000000003.js"),
        )
        .expect("renamed");
        comes(&page, &site, "3").await;
        assert_eq!(page.hash().await, hash);

        // With another tab open on it, a version stays until that is closed.
        let first = page.tab().await;
        page.open_tab("").await;
        page.go(&site.url()).await;
        page.ready().await;
        assert_eq!(name(&page).await, json!("3"));
        deploy(&page, folder.path(), "4", false).await;
        page.reload().await;
        page.ready().await;
        assert_eq!(name(&page).await, json!("3"), "two tabs are of two versions");
        page.close_tab(&first).await;
        comes(&page, &site, "4").await;
        assert_eq!(page.hash().await, hash);
        // What was half there was asked for in vain, by whom it is not there for.
        page.leave(other).await;
    });
}

#[test]
fn a_network_that_hangs_holds_nobody_up_for_long() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.until("everything to be kept for offline use", KEPT).await;
        page.partner_paints(1).await;
        page.pause().await;
        page.saved().await;
        let hash = page.hash().await;
        let address = site.address();
        site.stop().await;
        // It takes connections, and never says a word.
        let silent = TcpListener::bind(address).await.expect("the port is free again");
        let listening = tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((connection, _)) = silent.accept().await {
                held.push(connection);
            }
        });
        let began = Instant::now();
        page.reload().await;
        page.ready().await;
        let took = began.elapsed();
        println!("with a network that hangs: {took:?}");
        assert!(took < HANGS_FOR + VISIT, "it took {took:?}");
        assert_eq!(page.hash().await, hash);
        listening.abort();
        page.leave(site).await;
    });
}
