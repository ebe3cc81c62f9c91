// The loaders of data as what training loops take.
import Foundation
import GimbalData
import GimbalTraining

extension DataLoader: BatchProvider {
    /// Where the next batch comes from, as JSON.
    public func position() throws -> Data { try JSONEncoder().encode(state) }

    /// Goes on from a position.
    ///
    /// - Throws: `CheckpointError` if it is that of another loader.
    public func restore(position: Data) throws {
        try restore(decodedPosition(LoaderState.self, position))
    }
}
