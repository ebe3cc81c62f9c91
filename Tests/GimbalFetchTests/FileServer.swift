// A web server of one process for tests: files by path, ranges, and connections that break off.
import Foundation

/// Serves bytes by path on a port of its own, one request a connection.
final class FileServer: @unchecked Sendable {
    /// What the server does wrong.
    struct Behaviour {
        /// Bytes after which the first answers break off; nil for whole answers.
        var breaksOffAfter: Int?
        /// How many answers break off.
        var brokenAnswers = 1
        /// Whether ranges are ignored and the whole file is sent.
        var ignoresRanges = false
    }

    let port: UInt16
    private let files: [String: Data]
    private let descriptor: Int32
    private let lock = NSLock()
    private var behaviour: Behaviour
    private var log: [String] = []

    /// Starts on a free port of the loopback interface.
    init(_ files: [String: Data], _ behaviour: Behaviour = Behaviour()) throws {
        self.files = files
        self.behaviour = behaviour
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in serve() }
    }

    /// Stops accepting.
    func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// First lines and ranges of the requests so far: `/a.npz bytes=10-`.
    var requests: [String] { lock.withLock { log } }

    /// Address of a path.
    func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

    private func serve() {
        while true {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { break }
            answer(connection)
            close(connection)
        }
        close(descriptor)
    }

    private func answer(_ connection: Int32) {
        var request = Data()
        var piece = [UInt8](repeating: 0, count: 4096)
        while !request.suffix(4).elementsEqual([13, 10, 13, 10]) {
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return }
            request += piece.prefix(count)
        }
        let lines = String(decoding: request, as: UTF8.self).components(separatedBy: "\r\n")
        let path = String(lines[0].split(separator: " ")[1].dropFirst())
        let range = lines.first { $0.lowercased().hasPrefix("range:") }?.dropFirst(7)
        lock.withLock { log.append("/\(path)" + (range.map { " \($0)" } ?? "")) }
        guard let file = files[path] else { return send(connection, "404 Not Found", Data()) }
        let start = lock.withLock { behaviour.ignoresRanges } ? 0 : Self.start(of: range)
        if start >= file.count, start > 0 { return send(connection, "416 Range Not Satisfiable", Data()) }
        send(connection, start > 0 ? "206 Partial Content" : "200 OK", file.dropFirst(start), cut: cut())
    }

    /// Where this answer breaks off.
    private func cut() -> Int? {
        lock.withLock {
            guard let limit = behaviour.breaksOffAfter, behaviour.brokenAnswers > 0 else { return nil }
            behaviour.brokenAnswers -= 1
            return limit
        }
    }

    private static func start(of range: Substring?) -> Int {
        range.flatMap { Int($0.drop { !$0.isNumber }.prefix { $0.isNumber }) } ?? 0
    }

    private func send(_ connection: Int32, _ status: String, _ body: Data, cut: Int? = nil) {
        let head = "HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        var bytes = Array(head.utf8) + body.prefix(cut ?? body.count)
        while !bytes.isEmpty {
            let count = Foundation.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return }
            bytes.removeFirst(count)
        }
    }
}
