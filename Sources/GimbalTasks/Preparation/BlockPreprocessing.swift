// What is done to blocks before a network sees them: standardised, filled up, put side by side.
import GimbalCore
import GimbalData
import GimbalTensor

/// A fitted preprocessing of blocks: the content of `preprocessing.json`.
///
/// The blocks of a sample become one row: their features less the mean of the training samples, divided by their
/// deviation, and after those of each block one feature that is 1 where the sample lacks the block. What is missing is
/// the mean, which is 0.
public struct BlockPreprocessing: Sendable, Codable, Equatable {
    /// A block as it was in the training samples.
    public struct Block: Sendable, Codable, Equatable {
        /// Name of the block.
        public let name: String
        /// Name of each column.
        public let featureNames: [String]
        /// Mean of each column; 0 where no training sample has a value.
        public let means: [Double]
        /// Deviation of each column; 1 where values do not differ.
        public let deviations: [Double]
    }

    /// What is predicted.
    public enum Goal: Sendable, Codable, Equatable {
        /// Classes by name.
        case classes([String])
        /// Numbers by name, less `centers`, divided by `scales`.
        case values(names: [String], centers: [Double], scales: [Double])
        /// Times to an event.
        case survival
    }

    /// The blocks, in the order of their features.
    public let blocks: [Block]
    /// What is predicted.
    public let goal: Goal

    /// Learns from some samples of a data set; the others have no influence.
    ///
    /// - Throws: `DataError` if there are no blocks.
    init(fitting data: BlockDataSet, samples: [Int], goal: Goal) throws {
        guard !data.blocks.isEmpty, !samples.isEmpty else {
            throw DataError(
                "blocks.none",
                "data set \"\(data.provenance.name)\": \(data.blocks.count) blocks and \(samples.count) training "
                    + "samples, expected one of each at least.",
                fix: "Give blocks, and training samples with a target.")
        }
        blocks = try data.blocks.map { block in
            let (means, deviations) = try block.statistics(of: samples)
            return Block(
                name: block.name, featureNames: block.featureNames, means: means, deviations: deviations)
        }
        self.goal = goal
    }

    /// Name of each feature, in the order of the features.
    public var featureNames: [String] {
        blocks.flatMap { block in
            block.featureNames.map { "\(block.name): \($0)" } + ["\(block.name) is missing"]
        }
    }

    /// Returns one row per sample, `[samples, features]` float32; blocks and columns are found by name.
    ///
    /// A block that the data lack altogether is missing for every sample.
    /// - Throws: `DataError` for a block that the training data do not have, or a column that is missing from a block.
    public func rows(of data: BlockDataSet) throws -> Tensor {
        try checkNames(data)
        let width = blocks.reduce(0) { $0 + $1.featureNames.count + 1 }
        let result = try Tensor.zeros([data.sampleNames.count, width])
        try result.withUnsafeMutableBytesInPlace { bytes in
            let target = bytes.bindMemory(to: Float.self)
            var place = 0
            for block in blocks {
                let source = data.blocks.first { $0.name == block.name }
                try block.write(source, target, width: width, place: place, samples: data.sampleNames.count)
                place += block.featureNames.count + 1
            }
        }
        return result
    }

    /// Returns predicted numbers `[N, names]` in the unit of the data; others stay as they are.
    ///
    /// - Throws: `TensorError` for another number of columns.
    public func inDataUnits(_ values: Tensor) throws -> Tensor {
        guard case .values(_, let centers, let scales) = goal else { return values }
        return try values.converted(to: .float64) * Tensor(scales) + Tensor(centers)
    }

    private func checkNames(_ data: BlockDataSet) throws {
        let known = blocks.map(\.name)
        if let strange = data.blocks.first(where: { !known.contains($0.name) }) {
            throw DataError(
                "blocks.unknown",
                "data set \"\(data.provenance.name)\" has a block \"\(strange.name)\", which the training data do not "
                    + "have.", fix: suggestion(for: strange.name, in: known))
        }
    }
}

extension BlockPreprocessing.Block {
    /// Writes the standardised features of all samples into rows, and whether the block is missing.
    fileprivate func write(
        _ source: DataBlock?, _ target: UnsafeMutableBufferPointer<Float>, width: Int, place: Int,
        samples: Int
    ) throws {
        let columns = try source.map { try self.columns(in: $0) } ?? []
        let shifts = means.map { Float($0) }, factors = deviations.map { Float(1 / $0) }
        for sample in 0..<samples where source?.rowOfSample[sample] == nil {
            target[sample * width + place + featureNames.count] = 1
        }
        guard let source else { return }
        let own = source.featureNames.count
        try source.values.contiguous().withUnsafeBytes { bytes in
            let values = bytes.bindMemory(to: Float.self)
            for (sample, row) in source.rowOfSample.enumerated() {
                guard let row else { continue }
                for (feature, column) in columns.enumerated() {
                    let value = values[row * own + column]
                    if value.isNaN { continue }
                    target[sample * width + place + feature] = (value - shifts[feature]) * factors[feature]
                }
            }
        }
    }

    /// Where each feature lies in a block.
    private func columns(in source: DataBlock) throws -> [Int] {
        if source.featureNames == featureNames { return Array(featureNames.indices) }
        let index = Dictionary(
            source.featureNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return try featureNames.map { feature in
            if let column = index[feature] { return column }
            throw DataError(
                "blocks.column",
                "block \"\(name)\" has no column \"\(feature)\", which the model was trained on.",
                fix: suggestion(for: feature, in: source.featureNames))
        }
    }
}

extension DataBlock {
    /// Mean and deviation of each column over the samples that have a value: two passes, in double precision.
    fileprivate func statistics(of samples: [Int]) throws -> (means: [Double], deviations: [Double]) {
        let width = featureNames.count, rows = samples.compactMap { rowOfSample[$0] }
        var counts = [Double](repeating: 0, count: width), means = counts, squares = counts
        try values.contiguous().withUnsafeBytes { bytes in
            let values = bytes.bindMemory(to: Float.self)
            for row in rows {
                for column in 0..<width where !values[row * width + column].isNaN {
                    counts[column] += 1
                    means[column] += Double(values[row * width + column])
                }
            }
            for column in 0..<width { means[column] /= max(1, counts[column]) }
            for row in rows {
                for column in 0..<width where !values[row * width + column].isNaN {
                    let difference = Double(values[row * width + column]) - means[column]
                    squares[column] += difference * difference
                }
            }
        }
        let deviations = zip(squares, counts).map { ($0 / max(1, $1)).squareRoot() }
        return (means, deviations.map { $0 > 0 ? $0 : 1 })
    }
}
