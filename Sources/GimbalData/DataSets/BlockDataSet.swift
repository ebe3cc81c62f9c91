// Several tables about the same samples: omics blocks, views, modalities.
import GimbalCore
import GimbalTensor

/// One table of numbers about some of the samples.
public struct DataBlock: Sendable {
    /// Name of the block: `mrna`, `methylation` ...
    public let name: String
    /// Name of each column.
    public let featureNames: [String]
    /// Row of each sample in `values`; nil where the block lacks the sample.
    public let rowOfSample: [Int?]
    /// Numbers `[samples present, features]` float32; NaN where a single value is missing.
    public let values: Tensor

    /// Puts a block together.
    ///
    /// - Throws: `DataError` if rows or columns do not fit the values.
    public init(name: String, featureNames: [String], rowOfSample: [Int?], values: Tensor) throws {
        guard values.shape == [rowOfSample.compactMap { $0 }.count, featureNames.count],
            Set(rowOfSample.compactMap { $0 }) == Set(0..<values.shape[0])
        else {
            throw DataError(
                "block.shape",
                "block \"\(name)\": values \(values.shape) for \(rowOfSample.compactMap { $0 }.count) samples "
                    + "and \(featureNames.count) features.", fix: "Give one row per sample that is present.")
        }
        self.name = name
        self.featureNames = featureNames
        self.rowOfSample = rowOfSample
        self.values = values
    }
}

/// Blocks about the same samples, with a target per sample.
public struct BlockDataSet: DataContent {
    /// Name of each sample.
    public let sampleNames: [String]
    /// The blocks.
    public let blocks: [DataBlock]
    /// What is to be predicted.
    public let targets: SampleTargets
    /// What each sample belongs to and stays together with in a split: the patient of a slide; nil if nothing is
    /// known.
    public let groups: [String]?
    /// The split that the data set is published with, if any.
    public let publicSplit: DataSplit?
    /// Where the data came from.
    public let provenance: DataProvenance

    /// Puts blocks together.
    ///
    /// - Throws: `DataError` if a block, the targets or the groups know another number of samples.
    public init(
        sampleNames: [String], blocks: [DataBlock], targets: SampleTargets = .none, groups: [String]? = nil,
        publicSplit: DataSplit? = nil, provenance: DataProvenance
    ) throws {
        for (what, found) in blocks.map({ ("block \"\($0.name)\"", $0.rowOfSample.count) })
            + [
                ("the targets", targets.count ?? sampleNames.count),
                ("the groups", groups?.count ?? sampleNames.count),
            ] where found != sampleNames.count
        {
            throw DataError(
                "blocks.count",
                "data set \"\(provenance.name)\": \(what) know \(found) samples, expected \(sampleNames.count).",
                fix: "Give every block one entry per sample, nil where it lacks the sample.")
        }
        self.sampleNames = sampleNames
        self.blocks = blocks
        self.targets = targets
        self.groups = groups
        self.publicSplit = publicSplit
        self.provenance = provenance
    }

    /// The data as one case of all kinds.
    public var dataSet: DataSet { .blocks(self) }
}
