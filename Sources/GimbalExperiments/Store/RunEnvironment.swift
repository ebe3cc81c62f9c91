// What of the machine and the program a run's digits depend on.
import Foundation
import GimbalCore
import GimbalTensor

/// The part of a fingerprint that is the same for all runs of a command.
public struct RunEnvironment: Sendable, Codable, Hashable {
    /// Element type of the parameters.
    public var dtype: String
    /// Device that computes.
    public var device: String
    /// Threads inside one operator.
    public var threadCount: Int
    /// Vector instructions that libtorch chose.
    public var cpuCapability: String
    /// Checksum of the running program.
    public var gimbalVersion: String
    /// Version of libtorch.
    public var torchVersion: String

    /// Describes this process.
    ///
    /// - Parameter store: remembers the program's checksum, which otherwise is computed anew.
    public static func current(threadCount: Int, store: RunStore?) throws -> RunEnvironment {
        RunEnvironment(
            dtype: DType.float32.description, device: Device.cpu.description, threadCount: threadCount,
            cpuCapability: Machine.cpuCapability, gimbalVersion: try programChecksum(store: store),
            torchVersion: Machine.torchVersion)
    }

    /// SHA-256 of the running executable, which holds all of Gimbal's code.
    static func programChecksum(store: RunStore?) throws -> String {
        guard let program = Bundle.main.executableURL else { return "unknown" }
        let stamp = try? ProgramStamp(of: program)
        if let stamp, let known = try store?.programChecksum(stamp) { return known }
        let checksum = try sha256(ofFileAt: program)
        if let stamp { try store?.remember(checksum, of: stamp) }
        return checksum
    }
}

/// Tells versions of a file apart without reading it.
struct ProgramStamp: Sendable, Hashable {
    let path: String
    let size: Int64
    /// Nanoseconds since 1970.
    let modified: Int64

    init(of file: URL) throws {
        let url = file.resolvingSymlinksInPath()
        path = url.path
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw EnvironmentError("program", "\(path) cannot be examined.", fix: "Check its permissions.")
        }
        size = Int64(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
