// PyTorch's .pt and .pth files: a pickle and the storages that it refers to.
import Foundation
import GimbalCore

/// Reads and writes what `torch.save` writes, without running anything from the file.
///
/// Both forms are read: the zip archive (PyTorch 1.6 and later) and the older stream of pickles. Tensors come to the
/// CPU, need no gradient, and those that share a storage share memory.
/// - Source: PyTorch's notes on serialisation semantics; the forms as PyTorch 2.13 writes them.
public enum TorchFile {
    /// Reads the whole value of a file.
    ///
    /// - Throws: `CheckpointError` naming what is not as the format demands, the class that is not allowed, the
    ///   tensor that does not fit its storage, or the limit that is exceeded.
    public static func read(_ url: URL, limits: PickleLimits = PickleLimits()) throws -> PickleValue {
        do {
            let data = try mappedContents(of: url)
            try refuseOtherFormats(data)
            return data.starts(with: zipMagic)
                ? try TorchArchive(url, fileSize: data.count, limits: limits).value()
                : try TorchLegacyFile(data, PickleBudget(limits, fileSize: data.count)).value()
        } catch let failure as PickleFailure {
            throw failure.checkpointError(url.path)
        } catch let error as DataError {
            // The same codes under the family of saved states.
            throw CheckpointError(String(error.code.dropFirst(5)), error.message, fix: error.fix)
        }
    }

    static let zipMagic: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// Says what a file is that PyTorch did not write.
    private static func refuseOtherFormats(_ data: Data) throws {
        if data.isEmpty { throw PickleFailure("truncated", "the file is empty") }
        if data.starts(with: Data("version https://git-lfs".utf8)) {
            throw PickleFailure(
                "format", "this is a pointer of Git LFS, not the file itself",
                fix: "Fetch it with git lfs pull.")
        }
        if data.dropFirst(8).first == UInt8(ascii: "{"), data.dropFirst(4).prefix(4).allSatisfy({ $0 == 0 }) {
            throw PickleFailure(
                "format", "this is a safetensors file", fix: "Read it with `Safetensors.read`.")
        }
        if data.starts(with: [0x1F, 0x8B]) {
            throw PickleFailure("format", "this is a gzip file", fix: "Unpack it with gunzip first.")
        }
        if isTar(data) {
            throw PickleFailure(
                "format", "this is a tar archive, the form of PyTorch before 0.2",
                fix: "Load it in Python with a PyTorch older than 2.6 and save it again with torch.save.")
        }
    }

    private static func isTar(_ data: Data) -> Bool {
        data.dropFirst(257).starts(with: Data("ustar".utf8))
    }
}
