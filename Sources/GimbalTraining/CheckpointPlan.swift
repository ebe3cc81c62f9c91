// Where and how often a training is saved on the way.
import Foundation
import GimbalCore

/// Where and how often a training is saved on the way.
///
/// If the file is there when a training begins, the training goes on from it; a caller who wants to start anew removes
/// it before. A run with several trainings has a file for each: `name.safetensors`, `name-2.safetensors` and so on.
public struct CheckpointPlan: Sendable, Equatable {
    /// The file of the run's first training.
    public let file: URL
    /// Seconds between two checkpoints; 0 for one after every step.
    ///
    /// Writing takes at most a twentieth of the time: large states are written less often.
    public let seconds: Double
    /// Says which run it is; a checkpoint with another text is refused.
    public let fingerprint: String

    /// Describes a plan.
    public init(file: URL, seconds: Double = 30, fingerprint: String) {
        self.file = file
        self.seconds = seconds
        self.fingerprint = fingerprint
    }

    /// The file of a run's n-th training, from 0.
    public func file(stage: Int) -> URL {
        guard stage > 0 else { return file }
        let name = "\(file.deletingPathExtension().lastPathComponent)-\(stage + 1)"
        return file.deletingLastPathComponent().appendingPathComponent(name)
            .appendingPathExtension(file.pathExtension)
    }

    /// The checkpoints that are there, in the order of the trainings.
    public func files() -> [URL] {
        let folder = file.deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let stem = file.deletingPathExtension().lastPathComponent
        let suffix = file.pathExtension.isEmpty ? "" : ".\(file.pathExtension)"
        let stages = names.compactMap { name -> Int? in
            guard name != file.lastPathComponent else { return 0 }
            guard name.hasPrefix("\(stem)-"), name.hasSuffix(suffix) else { return nil }
            return Int(name.dropFirst(stem.count + 1).dropLast(suffix.count)).flatMap {
                $0 > 1 ? $0 - 1 : nil
            }
        }
        return stages.sorted().map(file(stage:))
    }

    /// Removes the checkpoints that are there.
    ///
    /// - Throws: `EnvironmentError` if a file cannot be removed.
    public func remove() throws {
        for url in files() {
            do {
                try FileManager.default.removeItem(at: url)
            } catch {
                throw EnvironmentError(
                    "file.remove", "\(url.path) cannot be removed: \(error.localizedDescription)",
                    fix: "Remove it by hand; its run is over.")
            }
        }
    }
}
