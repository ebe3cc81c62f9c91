// Ctrl-C and kill: the first signal asks the work to stop after its step, the second ends the process.
import Dispatch
import Foundation

/// Knows whether the user asked the program to stop.
final class Interruption: @unchecked Sendable {
    /// The program's one instance.
    static let shared = Interruption()

    private let lock = NSLock()
    private var isRequestedValue = false
    private var sources: [any DispatchSourceSignal] = []

    /// Whether a signal arrived.
    var isRequested: Bool { lock.withLock { isRequestedValue } }

    /// Takes over SIGINT and SIGTERM, on a queue of its own because the main thread is busy with tensors.
    func install() {
        let queue = DispatchQueue(label: "signals")
        lock.withLock {
            guard sources.isEmpty else { return }
            sources = [SIGINT, SIGTERM].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { [self] in received() }
                source.resume()
                return source
            }
        }
    }

    private func received() {
        let isSecond = lock.withLock {
            defer { isRequestedValue = true }
            return isRequestedValue
        }
        if isSecond { _exit(ExitStatus.interrupted.rawValue) }
        Console.note("\nstopping after this step; once more stops at once")
    }
}
