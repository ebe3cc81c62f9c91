// Python's pickle format, read without Python and without running anything.
import Foundation
import GimbalCore

/// Reads pickles of protocols 0 to 5, Python 2's included, that hold data only.
///
/// Tensors, NumPy arrays, SciPy sparse matrices, containers, numbers and texts are read; a pickle that names any other
/// class or function is refused, because a pickle is a program and making such an object would run it.
/// - Source: CPython's documentation of the modules `pickle` and `pickletools`.
public enum Pickle {
    /// Reads the one value of a file.
    ///
    /// - Throws: `DataError` naming the first thing that is not as the format demands, the class that is not allowed,
    ///   or the limit that is exceeded.
    public static func read(_ url: URL, limits: PickleLimits = PickleLimits()) throws -> PickleValue {
        try decode(try mappedContents(of: url), source: url.path, limits: limits)
    }

    /// Reads the one value of a pickle's bytes.
    ///
    /// - Parameter source: where the bytes came from, for errors.
    /// - Throws: `DataError`, see `read(_:limits:)`.
    public static func decode(_ data: Data, source: String, limits: PickleLimits = PickleLimits()) throws
        -> PickleValue
    {
        let values = try all(data, source: source, limits: limits, maximum: 1)
        guard let value = values.first else {
            throw PickleFailure("truncated", "the file is empty").dataError(source)
        }
        return value
    }

    /// Reads the values of a file that several calls of `pickle.dump` wrote one after the other.
    ///
    /// - Throws: `DataError`, see `read(_:limits:)`.
    public static func readAll(_ url: URL, limits: PickleLimits = PickleLimits()) throws -> [PickleValue] {
        try all(try mappedContents(of: url), source: url.path, limits: limits, maximum: .max)
    }

    private static func all(_ data: Data, source: String, limits: PickleLimits, maximum: Int) throws
        -> [PickleValue]
    {
        let budget = PickleBudget(limits, fileSize: data.count)
        do {
            try refuseOtherFormats(data)
            var values: [PickleValue] = []
            var position = 0
            while position < data.count {
                guard values.count < maximum else {
                    throw PickleFailure(
                        "trailing", "\(data.count - position) bytes follow the value",
                        fix: "If the file holds several pickles, read it with `Pickle.readAll`.")
                }
                let machine = PickleMachine(data.dropFirst(position), budget)
                var freezer = PickleFreezer(budget)
                values.append(try machine.run { try freezer.value($0) })
                position += machine.position
            }
            return values
        } catch let failure as PickleFailure {
            throw failure.dataError(source)
        }
    }

    private static func refuseOtherFormats(_ data: Data) throws {
        if data.starts(with: TorchFile.zipMagic) {
            throw PickleFailure(
                "format", "this is a zip archive, no plain pickle",
                fix: "Read a PyTorch file with `TorchFile`, a NumPy archive with `NPZ`.")
        }
        if data.starts(with: [0x1F, 0x8B]) {
            throw PickleFailure(
                "format", "this is a gzip file, no plain pickle", fix: "Unpack it with gunzip.")
        }
    }
}
