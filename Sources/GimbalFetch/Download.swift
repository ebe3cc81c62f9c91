// One download over HTTP that goes on where the last one stopped.
import Foundation
import GimbalCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// How far a transfer has come.
public struct TransferProgress: Sendable, Equatable {
    /// Path of the file, relative to the data folder.
    public let path: String
    /// Bytes that are there, those of earlier attempts included.
    public let received: Int
    /// Size of the whole; nil where the server does not say.
    public let total: Int?
}

/// Downloads one address into a file.
///
/// The bytes go to `FILE.part`; what an interrupted attempt left there is kept, and only the rest is asked for. The
/// partial file takes its name when it is complete.
final class Download: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let source: URL
    private let partial: URL
    private let report: @Sendable (_ received: Int, _ total: Int?) -> Void
    private let done = DispatchSemaphore(value: 0)
    // Touched by the session's serial queue alone until `done` is signalled.
    private var handle: FileHandle?
    private var received = 0
    private var total: Int?
    private var failure: DataError?

    private init(
        _ source: URL, into partial: URL, report: @escaping @Sendable (Int, Int?) -> Void
    ) {
        self.source = source
        self.partial = partial
        self.report = report
    }

    /// Downloads an address into `partial`, after what it already holds.
    ///
    /// - Throws: `DataError` if the server cannot be reached, answers with an error, or stops early.
    static func run(
        _ source: URL, into partial: URL, report: @escaping @Sendable (Int, Int?) -> Void
    ) throws {
        let download = Download(source, into: partial, report: report)
        try download.start()
        if let failure = download.failure { throw failure }
    }

    private func start() throws {
        if !FileManager.default.fileExists(atPath: partial.path) {
            guard FileManager.default.createFile(atPath: partial.path, contents: nil) else {
                throw Self.problem(
                    "write", "\(partial.path) cannot be written", fix: "Check permissions and free space.")
            }
        }
        let handle = try FileHandle(forUpdating: partial)
        defer { try? handle.close() }
        self.handle = handle
        received = Int(try handle.seekToEnd())
        var request = URLRequest(url: source, timeoutInterval: 60)
        if received > 0 { request.setValue("bytes=\(received)-", forHTTPHeaderField: "Range") }
        // A transparently decompressed answer would not have the bytes that the checksum is of.
        request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
        let session = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: queue)
        session.dataTask(with: request).resume()
        done.wait()
        session.invalidateAndCancel()
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        let length = response.expectedContentLength > 0 ? Int(response.expectedContentLength) : nil
        switch status {
        case 206:
            total = length.map { $0 + received }
        case 200:
            // The server does not continue: begin again.
            received = 0
            total = length
            try? handle?.truncate(atOffset: 0)
        case 416:
            // Nothing is left to send: the partial file is complete, or belongs to something else.
            total = received
            return completionHandler(.cancel)
        default:
            failure = Self.problem(
                "status", "\(source.absoluteString) answers with status \(status)",
                fix: "Try again later, or fetch the file by hand from the origin.")
            return completionHandler(.cancel)
        }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        do {
            try handle?.write(contentsOf: data)
            received += data.count
            report(received, total)
        } catch {
            failure = Self.problem(
                "write", "\(partial.path) cannot be written: \(error.localizedDescription)",
                fix: "Free some space; the next attempt goes on from here.")
            dataTask.cancel()
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let isWhole = total.map { $0 == received } ?? (error == nil)
        if failure == nil, !isWhole {
            let reason = error.map { ": \($0.localizedDescription)" } ?? ""
            failure = Self.problem(
                "interrupted",
                "\(source.absoluteString) stopped after \(received) of \(total.map(String.init) ?? "?") bytes"
                    + reason, fix: "Run the command again; it goes on from there.")
        }
        done.signal()
    }

    private static func problem(_ code: String, _ what: String, fix: String) -> DataError {
        DataError("fetch.\(code)", "\(what).", fix: fix)
    }
}
