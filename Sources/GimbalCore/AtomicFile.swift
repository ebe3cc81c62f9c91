// Writing files so that a crash leaves the former content or the new one, never a part of it.
import Foundation

/// Writes whole files crash-atomically: temporary file, fsync, rename, fsync of the folder.
///
/// A process that is killed on the way leaves the former file untouched, and perhaps a hidden
/// `.NAME.PID-N.partial`, which the next writer of the same file removes.
public enum AtomicFile {
    /// Replaces the file at `url`, or creates it, with `data`.
    ///
    /// - Throws: `EnvironmentError` that says which content the disk holds.
    public static func write(_ data: Data, to url: URL) throws {
        try write(to: url) { output in try data.withUnsafeBytes { try output.append($0) } }
    }

    /// Replaces the file at `url`, or creates it, with what `body` appends: for content too large to hold
    /// twice.
    ///
    /// A link is followed, and an existing file keeps its permissions. If `body` throws, nothing has changed.
    ///
    /// - Throws: `EnvironmentError` that says which content the disk holds, or what `body` throws.
    public static func write(to url: URL, _ body: (AtomicFileOutput) throws -> Void) throws {
        let target = url.resolvingSymlinksInPath()
        let output = try AtomicFileOutput(replacing: target)
        do {
            try body(output)
            try output.finish()
        } catch {
            output.discard()
            throw error
        }
        try syncFolder(of: target)
    }

    /// Makes the rename itself durable; without it a power failure may bring the former file back.
    private static func syncFolder(of target: URL) throws {
        let descriptor = open(target.deletingLastPathComponent().path, O_RDONLY)
        defer { if descriptor >= 0 { close(descriptor) } }
        // Some network file systems cannot sync a folder and say EINVAL; there is nothing more to do on
        // those.
        guard descriptor >= 0, fsync(descriptor) == 0 || errno == EINVAL else {
            throw EnvironmentError(
                "file.sync",
                "\(target.path): the new file is complete, but syncing its folder failed "
                    + "(\(systemMessage())); a power failure now may bring the former file back.",
                fix: "Check the disk.")
        }
    }
}

/// Receives the bytes of a file that is being replaced.
public final class AtomicFileOutput {
    private let target: URL
    private let temporary: String
    private let hadFormerFile: Bool
    private var descriptor: Int32
    /// Number of bytes appended so far.
    public private(set) var byteCount = 0

    fileprivate init(replacing target: URL) throws {
        self.target = target
        Self.removeLeftovers(of: target)
        temporary = Self.temporaryPath(for: target)
        var former = stat()
        hadFormerFile = stat(target.path, &former) == 0
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw EnvironmentError(
                "file.create",
                "\(target.path) cannot be written: no file can be created in "
                    + "\(target.deletingLastPathComponent().path) (\(systemMessage())); nothing has changed.",
                fix: "Choose a folder that exists and that you may write to.")
        }
        // Best effort: where the mode cannot be kept, the new file has the default one.
        if hadFormerFile { _ = fchmod(descriptor, former.st_mode & 0o7777) }
    }

    deinit { discard() }

    /// Appends bytes.
    ///
    /// - Throws: `EnvironmentError` if the disk is full or fails; the former file is then unchanged.
    public func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let written = systemWrite(descriptor, start, rest.count)
            if written < 0 && errno == EINTR { continue }
            guard written >= 0 else { throw failure("writing failed after \(byteCount) bytes") }
            byteCount += written
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Appends bytes.
    ///
    /// - Throws: `EnvironmentError` if the disk is full or fails; the former file is then unchanged.
    public func append(_ data: Data) throws {
        try data.withUnsafeBytes { try append($0) }
    }

    fileprivate func finish() throws {
        guard flushToDisk(descriptor) else { throw failure("syncing the new content failed") }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw failure("closing the new content failed") }
        guard rename(temporary, target.path) == 0 else { throw failure("replacing it failed") }
    }

    /// Removes the temporary file unless it has become the target.
    fileprivate func discard() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        unlink(temporary)
    }

    private func failure(_ what: String) -> EnvironmentError {
        let reason = systemMessage()
        let state = hadFormerFile ? "the former file is unchanged" : "no file was created"
        return EnvironmentError(
            "file.write", "\(target.path): \(what) (\(reason)); \(state).",
            fix: "Check free space and permissions.")
    }

    /// Removes what writers of the same file left when they were killed; best effort.
    private static func removeLeftovers(of target: URL) {
        let folder = target.deletingLastPathComponent()
        let prefix = ".\(target.lastPathComponent)."
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(prefix) && name.hasSuffix(".partial") {
            guard let process = Int32(name.dropFirst(prefix.count).prefix { $0 != "-" }), process > 0 else {
                continue
            }
            // Signal 0 only asks whether the process exists.
            if kill(process, 0) != 0 && errno == ESRCH { unlink(folder.appendingPathComponent(name).path) }
        }
    }

    private static let counter = Counter()

    /// A name in the same folder (a rename must not cross file systems) that no other writer uses.
    private static func temporaryPath(for target: URL) -> String {
        let name = ".\(target.lastPathComponent).\(getpid())-\(counter.next()).partial"
        return target.deletingLastPathComponent().appendingPathComponent(name).path
    }
}

/// Counts up, from any thread.
private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var value = 0

    func next() -> Int {
        lock.withLock {
            value += 1
            return value
        }
    }
}

private func systemMessage() -> String { String(cString: strerror(errno)) }

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

private func flushToDisk(_ descriptor: Int32) -> Bool {
    #if canImport(Darwin)
        // fsync leaves the data in the drive's cache there.
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return true }
    #endif
    return fsync(descriptor) == 0
}
