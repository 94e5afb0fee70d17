//! Git over HTTP on loopback: a small server that hands each request to `git http-backend`, asks for a password where a test wants
//! one, and records who came. It knows no repository beyond its root.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A running server; its thread ends with the process.
pub(crate) struct GitHttp {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    root: PathBuf,
    /// Path prefix, user, password; a repository below none is open to all.
    doors: Mutex<Vec<(String, String, String)>>,
    /// Path and user of each request that was let in.
    came: Mutex<Vec<(String, String)>>,
    /// What is answered at a path instead of Git.
    published: Mutex<BTreeMap<String, Published>>,
}

/// What stands at a path besides repositories.
#[derive(Debug, Clone)]
pub(crate) enum Published {
    /// A file; its text is its validator too.
    File(String),
    /// Another place.
    Redirect(String),
}

impl GitHttp {
    /// Serves the repositories below a folder.
    pub(crate) fn serve(root: &Path) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared =
            Arc::new(Shared { root: root.to_owned(), doors: Mutex::default(), came: Mutex::default(), published: Mutex::default() });
        let own = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = own.clone();
                // A client that hangs up is no failure of the server.
                std::thread::spawn(move || drop(answer(&shared, stream)));
            }
        });
        Self { address, shared }
    }

    /// The URL of a repository below the root.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// Wants this user and password for everything below a path.
    pub(crate) fn lock(&self, path: &str, user: &str, password: &str) {
        self.shared.doors.lock().expect("whole").push((format!("/{path}"), user.to_owned(), password.to_owned()));
    }

    /// Puts something at a path.
    pub(crate) fn publish(&self, path: &str, what: Published) {
        self.shared.published.lock().expect("whole").insert(format!("/{path}"), what);
    }

    /// Requests for a path that were let in.
    #[allow(dead_code, reason = "benches ask for no file")]
    pub(crate) fn asked_for(&self, path: &str) -> usize {
        self.shared.came.lock().expect("whole").iter().filter(|(own, _)| *own == format!("/{path}")).count()
    }

    /// The users that were let in to a path, empty for nobody's name.
    pub(crate) fn users_of(&self, path: &str) -> Vec<String> {
        let came = self.shared.came.lock().expect("whole");
        let mut users: Vec<String> =
            came.iter().filter(|(own, _)| own.starts_with(&format!("/{path}"))).map(|(_, user)| user.clone()).collect();
        users.dedup();
        users
    }
}

struct Asked {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Asked {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

fn answer(shared: &Shared, mut stream: TcpStream) -> std::io::Result<()> {
    let asked = read(&mut BufReader::new(stream.try_clone()?))?;
    let door = shared.doors.lock().expect("whole").iter().find(|(prefix, ..)| asked.path.starts_with(prefix)).cloned();
    let user = door.as_ref().map(|(_, user, _)| user.clone()).unwrap_or_default();
    if let Some((_, user, password)) = door {
        let wanted = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        if asked.header("authorization") != wanted {
            let refusal =
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            return stream.write_all(refusal.as_bytes());
        }
    }
    shared.came.lock().expect("whole").push((asked.path.clone(), user));
    let published = shared.published.lock().expect("whole").get(&asked.path).cloned();
    let (status, head, body) = match published {
        Some(what) => answer_published(what, &asked),
        None => backend(&shared.root, &asked)?,
    };
    write!(stream, "HTTP/1.1 {status}\r\n{head}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
    stream.write_all(&body)
}

fn answer_published(what: Published, asked: &Asked) -> (String, String, Vec<u8>) {
    match what {
        Published::Redirect(to) => ("302 Found".to_owned(), format!("Location: {to}\r\n"), Vec::new()),
        Published::File(text) => {
            let etag = format!("\"{}\"", STANDARD.encode(&text));
            let head = format!("ETag: {etag}\r\nContent-Type: application/yaml\r\n");
            if asked.header("if-none-match") == etag {
                return ("304 Not Modified".to_owned(), head, Vec::new());
            }
            ("200 OK".to_owned(), head, text.into_bytes())
        }
    }
}

fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or("").to_owned(), words.next().unwrap_or("").to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut asked = Asked { method, path: path.to_owned(), query: query.to_owned(), headers: Vec::new(), body: Vec::new() };
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        asked.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    if asked.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
        loop {
            let mut size = String::new();
            stream.read_line(&mut size)?;
            let n = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
            let mut chunk = vec![0; n + 2];
            stream.read_exact(&mut chunk)?;
            if n == 0 {
                break;
            }
            asked.body.extend_from_slice(&chunk[..n]);
        }
    } else {
        asked.body = vec![0; asked.header("content-length").parse().unwrap_or(0)];
        stream.read_exact(&mut asked.body)?;
    }
    Ok(asked)
}

/// What `git http-backend` answers: status, header lines, body.
fn backend(root: &Path, asked: &Asked) -> std::io::Result<(String, String, Vec<u8>)> {
    let mut child = Command::new("git")
        .arg("http-backend")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", root)
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("PATH_INFO", asked.path.replace("%20", " "))
        .env("QUERY_STRING", &asked.query)
        .env("REQUEST_METHOD", &asked.method)
        .env("CONTENT_TYPE", asked.header("content-type"))
        .env("CONTENT_LENGTH", asked.body.len().to_string())
        .env("HTTP_CONTENT_ENCODING", asked.header("content-encoding"))
        .env("GIT_PROTOCOL", asked.header("git-protocol"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().expect("a pipe");
    let body = asked.body.clone();
    // The answer may begin before the question is read.
    let feeder = std::thread::spawn(move || input.write_all(&body));
    let output = child.wait_with_output()?;
    let _ = feeder.join();
    let end = output.stdout.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(output.stdout.len());
    let (mut status, mut head) = ("200 OK".to_owned(), String::new());
    for line in String::from_utf8_lossy(&output.stdout[..end]).lines() {
        match line.strip_prefix("Status: ") {
            Some(text) => text.clone_into(&mut status),
            None => head.push_str(&format!("{line}\r\n")),
        }
    }
    Ok((status, head, output.stdout.get(end + 4..).unwrap_or_default().to_vec()))
}
