// Files of named tensors.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads files of named tensors, whatever their names end in.
enum StateFile {
    /// Reads safetensors or what `torch.save` wrote, as the first bytes say.
    static func read(_ url: URL) throws -> StateDict {
        // A file that cannot be opened is reported by the reader of safetensors, too.
        let start = (try? mappedContents(of: url))?.prefix(9) ?? Data()
        return isTorch(Array(start))
            ? try TorchFile.stateDict(url).tensors : try Safetensors.read(url).tensors
    }

    /// A zip archive, or a pickle that is not the length of a safetensors header by chance.
    private static func isTorch(_ start: [UInt8]) -> Bool {
        if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return true }
        let isSafetensors =
            start.count == 9 && start[4..<8].allSatisfy { $0 == 0 } && start[8] == UInt8(ascii: "{")
        return start.first == 0x80 && !isSafetensors
    }
}
