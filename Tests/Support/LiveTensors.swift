// Whether anything keeps tensors alive.
import Foundation
import GimbalTensor

/// Runs `body` and returns how many tensors more are alive afterwards than before.
///
/// The count is the process's: call it where nothing else runs, such as in an exit test. The first run, which may fill
/// caches, is not counted.
public func liveTensorGrowth(_ body: () throws -> Void) rethrows -> Int {
    try body()
    let before = Machine.liveTensorCount
    try body()
    return Machine.liveTensorCount - before
}

/// Looks at the end of the process whether any test has left a tensor behind.
///
/// Tests run side by side, so the count says something only when all are over. Tensors that test data keep on purpose
/// (golden files, read once) are known and do not count.
public enum LiveTensorWatch {
    private static let lock = NSLock()
    nonisolated(unsafe) private static var kept = 0

    /// Notes that a value that lives as long as the process keeps tensors, or lets go of them (a negative count).
    public static func keep(_ count: Int) { lock.withLock { kept += count } }

    /// Arranges the look; once is enough.
    public static func start() { _ = registration }

    private static let registration: Void = {
        atexit {
            let left = Machine.liveTensorCount - LiveTensorWatch.lock.withLock { LiveTensorWatch.kept }
            guard left != 0 else { return }
            FileHandle.standardError.write(
                Data("\(left) tensors are alive after the last test; find the suite with --filter\n".utf8))
            _exit(1)
        }
    }()
}
