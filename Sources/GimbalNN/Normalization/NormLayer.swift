// The normalisation of a network as a setting.
import GimbalTensor

/// What a normalisation is put on.
public enum NormInput: String, Sendable, Codable, CaseIterable {
    /// `[..., C]`: rows of a table, tokens of a sequence.
    case features
    /// `[N, C, H, W]`.
    case images
}

/// Names a normalisation: what backbones take as their option `norm`.
///
/// As text (configurations, command line): `none`, `batch-norm`, `layer-norm`, `group-norm[groups=8]`, `instance-norm`,
/// `rms-norm`.
public enum NormLayer: Sendable, Hashable {
    /// No layer.
    case none
    /// Over the batch, per feature or channel.
    case batchNorm
    /// Over the features; over channels and pixels of an image (a ``GroupNorm`` of one group).
    case layerNorm
    /// Groups of channels; 32 where the authors do not say otherwise (Wu, He 2018).
    case groupNorm(groupCount: Int = 32)
    /// Each channel over the pixels; images only.
    case instanceNorm
    /// Over the features; over channels and pixels of an image.
    case rmsNorm

    /// Makes the layer for so many channels, or nil for ``none``.
    ///
    /// - Throws: `ModuleError` where the groups do not divide the channels, and for an instance normalisation of
    ///   features, which have no positions.
    public func make(_ channelCount: Int, for input: NormInput, _ context: Context) throws
        -> (any UnaryLayer)?
    {
        switch (self, input) {
        case (.none, _): nil
        case (.batchNorm, .features): try FeatureBatchNorm(channelCount, context)
        case (.batchNorm, .images): try BatchNorm2d(channelCount, context)
        case (.layerNorm, .features): try LayerNorm(channelCount, context)
        case (.layerNorm, .images): try GroupNorm(1, channelCount, context)
        case (.groupNorm(let count), .features): try FeatureGroupNorm(count, channelCount, context)
        case (.groupNorm(let count), .images): try GroupNorm(count, channelCount, context)
        case (.instanceNorm, .features):
            throw ModuleError(
                "norm", "instance-norm normalises over positions, and features have none.",
                fix: "Use layer-norm or group-norm.")
        case (.instanceNorm, .images): try InstanceNorm2d(channelCount, isAffine: true, context)
        case (.rmsNorm, .features): try RMSNorm(channelCount, context)
        case (.rmsNorm, .images): try RMSNorm2d(channelCount, context)
        }
    }
}

extension NormLayer: CustomStringConvertible, CaseIterable, Codable {
    /// Every normalisation with its usual settings.
    public static var allCases: [NormLayer] {
        [.none, .batchNorm, .layerNorm, .groupNorm(), .instanceNorm, .rmsNorm]
    }

    /// The stable word for the command line, without settings.
    public var id: String {
        switch self {
        case .none: "none"
        case .batchNorm: "batch-norm"
        case .layerNorm: "layer-norm"
        case .groupNorm: "group-norm"
        case .instanceNorm: "instance-norm"
        case .rmsNorm: "rms-norm"
        }
    }

    /// The id with settings that are not the usual ones: `group-norm[groups=8]`.
    public var description: String {
        guard case .groupNorm(let count) = self else { return id }
        return SettingText.text(id, [("groups", "\(count)", "32")])
    }

    /// Reads the text form.
    ///
    /// - Throws: `ConfigError` for an unknown id (with the nearest one), an unknown option or a bad value.
    public init(_ text: String) throws {
        var setting = try SettingText(text, kind: "norm")
        guard var layer = Self.allCases.first(where: { $0.id == setting.id }) else {
            throw setting.unknown(Self.allCases.map(\.id))
        }
        var known: [String] = []
        if case .groupNorm(let usual) = layer {
            layer = .groupNorm(groupCount: try setting.integer("groups", usual))
            known = ["groups"]
        }
        try setting.finish(known: known)
        self = layer
    }

    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
