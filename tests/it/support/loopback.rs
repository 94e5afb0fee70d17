//! A small HTTP server on loopback: answers with what a function says, and records what was asked. It knows no protocol above HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A running server; its thread ends with the process.
pub(crate) struct Loopback {
    address: SocketAddr,
    scheme: &'static str,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A request, without its body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// As it stands in the request; a proxy sees whole URLs.
    pub(crate) path: String,
    pub(crate) query: String,
    headers: Vec<(String, String)>,
}

impl Asked {
    /// A header by its lower-case name; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// An answer with this status and no content.
    pub(crate) fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// A content.
    pub(crate) fn content(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, body: body.into(), ..Self::default() }
    }

    /// The same with a header.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// What a client that shows this validator is told.
    pub(crate) fn unless_known(self, asked: &Asked, etag: &str) -> Self {
        if asked.header("if-none-match") == etag { Self::status(304) } else { self }.with("ETag", etag)
    }
}

type Answer = dyn Fn(&Asked) -> Reply + Send + Sync;

impl Loopback {
    /// Serves without encryption.
    pub(crate) fn serve(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start("http", answer, |stream, answer, log| reply(stream.try_clone()?, stream, answer, log))
    }

    /// Serves over TLS.
    pub(crate) fn serve_tls(config: Arc<ServerConfig>, answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start("https", answer, move |stream, answer, log| {
            let connection = ServerConnection::new(config.clone()).map_err(std::io::Error::other)?;
            let mut stream = StreamOwned::new(connection, stream);
            let asked = read(&mut BufReader::new(&mut stream))?;
            log.lock().expect("whole").push(asked.clone());
            write(&mut stream, &asked, &answer(&asked))?;
            stream.conn.send_close_notify();
            stream.flush()
        })
    }

    fn start(
        scheme: &'static str,
        answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
        serve: impl Fn(TcpStream, &Answer, &Mutex<Vec<Asked>>) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (log, both) = (asked.clone(), Arc::new((answer, serve)));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, both) = (log.clone(), both.clone());
                // A client that hangs up is no failure of the server.
                std::thread::spawn(move || drop((both.1)(stream, &both.0, &log)));
            }
        });
        Self { address, scheme, asked }
    }

    /// Host and port.
    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// The URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://{}/{path}", self.scheme, self.address)
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("whole").clone()
    }

    /// Method, path and query of what was asked so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |asked: &Asked| {
            let query = if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) };
            format!("{} {}{query}", asked.method, asked.path)
        };
        self.asked().iter().map(line).collect()
    }
}

fn reply(from: TcpStream, mut to: TcpStream, answer: &Answer, log: &Mutex<Vec<Asked>>) -> std::io::Result<()> {
    let asked = read(&mut BufReader::new(from))?;
    log.lock().expect("whole").push(asked.clone());
    write(&mut to, &asked, &answer(&asked))
}

fn read(stream: &mut impl BufRead) -> std::io::Result<Asked> {
    let mut line = String::new();
    stream.by_ref().take(8192).read_line(&mut line)?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let [method, target, version] = words[..] else { return Err(std::io::Error::other("no request")) };
    if !version.starts_with("HTTP/1") {
        return Err(std::io::Error::other("no HTTP"));
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut asked = Asked { method: method.to_owned(), path: path.to_owned(), query: query.to_owned(), headers: Vec::new() };
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { return Ok(asked) };
        asked.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
}

fn write(stream: &mut impl Write, asked: &Asked, reply: &Reply) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 {} Said\r\nContent-Length: {}\r\nConnection: close\r\n", reply.status, reply.body.len())?;
    for (name, value) in &reply.headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    stream.write_all(b"\r\n")?;
    if asked.method != "HEAD" {
        stream.write_all(&reply.body)?;
    }
    stream.flush()
}
