// Files of named tensors.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads files of named tensors.
enum StateFile {
    /// Reads safetensors, whose header begins with its length.
    static func read(_ url: URL) throws -> StateDict { try Safetensors.read(url).tensors }
}
