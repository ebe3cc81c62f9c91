// Changes of brightness, contrast, saturation and hue; greys and negatives.
import GimbalCore
import GimbalTensor

/// Changes brightness, contrast, saturation and hue of some images, in random order.
///
/// Factors are drawn per image: brightness, contrast and saturation from [max(0, 1 - x), 1 + x], hue from [-x, x] of
/// the colour circle. With factor f: brightness f·x; contrast f·x + (1 - f)·m, m the mean of the grey image; saturation
/// f·x + (1 - f)·g, g the grey image; each clamped to 0...1. Grey images keep saturation and hue.
/// - Shapes: `[N, 1 or 3, H, W]` of uint8 or of float32 in 0...1 → float32 in 0...1.
/// - Paper: Chen et al. 2020, arXiv 2002.05709, appendix A; formulas as in torchvision.
public struct ColorJitter: Augmentation, Codable, Equatable {
    /// Largest change of the brightness factor.
    public let brightness: Double
    /// Largest change of the contrast factor.
    public let contrast: Double
    /// Largest change of the saturation factor.
    public let saturation: Double
    /// Largest turn of the hue, in 0...0.5 of the circle.
    public let hue: Double
    /// Share of images that are changed.
    public let probability: Double

    /// Describes changes.
    ///
    /// - Throws: `ConfigError` if a change is negative or the hue's beyond 0.5.
    public init(
        brightness: Double = 0, contrast: Double = 0, saturation: Double = 0, hue: Double = 0,
        probability: Double = 1
    ) throws {
        guard min(brightness, contrast, saturation) >= 0, (0...0.5).contains(hue) else {
            throw augmentationError(
                "ColorJitter",
                "brightness \(brightness), contrast \(contrast), saturation \(saturation), hue \(hue) are not "
                    + "all 0 or more, the hue at most 0.5")
        }
        try checkProbability(probability, "ColorJitter")
        self.brightness = brightness
        self.contrast = contrast
        self.saturation = saturation
        self.hue = hue
        self.probability = probability
    }

    /// Returns the changed images as floats.
    ///
    /// - Throws: `DataError` unless they have one or three channels.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try ImageShape(sample, "ColorJitter")
        try ImageKernel.require(channels: [1, 3], shape, "ColorJitter")
        let numbers = try ImageNumbers(shape, perImage: 8, stream)
        return try ImageKernel.change(sample, shape) { index, values in
            var draws = numbers.image(index)
            guard draws.removeFirst() < probability else { return }
            for change in changes(&draws) { change.apply(values, planeSize: shape.planeSize) }
        }
    }

    private func changes(_ draws: inout ArraySlice<Double>) -> [ColorChange] {
        func factor(_ spread: Double) -> Float {
            Float(draws.next(in: max(0, 1 - spread)...(1 + spread)))
        }
        var changes: [ColorChange] = [
            .brightness(factor(brightness)), .contrast(factor(contrast)), .saturation(factor(saturation)),
            .hue(Float(draws.next(in: -hue...hue))),
        ]
        for place in (1...3).reversed() { changes.swapAt(place, draws.next(below: place + 1)) }
        return changes.filter { !$0.changesNothing }
    }
}

/// One change of an image's colours.
package enum ColorChange: Equatable {
    case brightness(Float)
    case contrast(Float)
    case saturation(Float)
    case hue(Float)

    var changesNothing: Bool {
        switch self {
        case .brightness(let factor), .contrast(let factor), .saturation(let factor): factor == 1
        case .hue(let turn): turn == 0
        }
    }

    /// Changes planes of one or three channels in place.
    package func apply(_ values: UnsafeMutableBufferPointer<Float>, planeSize: Int) {
        let isGrey = values.count == planeSize
        switch self {
        case .brightness(let factor):
            for index in values.indices { values[index] = clamped(values[index] * factor) }
        case .contrast(let factor):
            let rest = (1 - factor) * Self.greyMean(values, planeSize)
            for index in values.indices { values[index] = clamped(values[index] * factor + rest) }
        case .saturation(let factor) where !isGrey: Self.saturate(values, planeSize, factor)
        case .hue(let turn) where !isGrey: Self.turn(values, planeSize, turn)
        case .saturation, .hue: break
        }
    }

    private static func greyMean(_ values: UnsafeMutableBufferPointer<Float>, _ planeSize: Int) -> Float {
        var sum = 0.0
        if values.count == planeSize {
            for value in values { sum += Double(value) }
        } else {
            for index in 0..<planeSize { sum += Double(grey(values, index, planeSize)) }
        }
        return Float(sum / Double(max(planeSize, 1)))
    }

    private static func saturate(
        _ values: UnsafeMutableBufferPointer<Float>, _ planeSize: Int, _ factor: Float
    ) {
        for index in 0..<planeSize {
            let rest = (1 - factor) * grey(values, index, planeSize)
            for place in [index, index + planeSize, index + 2 * planeSize] {
                values[place] = clamped(values[place] * factor + rest)
            }
        }
    }

    private static func turn(_ values: UnsafeMutableBufferPointer<Float>, _ planeSize: Int, _ turn: Float) {
        for index in 0..<planeSize {
            let (red, green, blue) = (values[index], values[index + planeSize], values[index + 2 * planeSize])
            let turned = HueCircle.turned(red, green, blue, by: turn)
            values[index] = turned.0
            values[index + planeSize] = turned.1
            values[index + 2 * planeSize] = turned.2
        }
    }
}

/// The grey value of a pixel by the weights of ITU-R BT.601.
@inline(__always)
private func grey(_ values: UnsafeMutableBufferPointer<Float>, _ index: Int, _ planeSize: Int) -> Float {
    0.2989 * values[index] + 0.587 * values[index + planeSize] + 0.114 * values[index + 2 * planeSize]
}

@inline(__always)
private func clamped(_ value: Float) -> Float { min(max(value, 0), 1) }

/// Colours by hue, saturation and value.
private enum HueCircle {
    /// Turns the hue of a colour.
    @inline(__always)
    static func turned(_ red: Float, _ green: Float, _ blue: Float, by turn: Float) -> (Float, Float, Float) {
        let most = max(red, green, blue), least = min(red, green, blue)
        let range = most - least
        guard range > 0 else { return (red, green, blue) }
        let (r, g, b) = ((most - red) / range, (most - green) / range, (most - blue) / range)
        let sector = most == red ? b - g : most == green ? 2 + r - b : 4 + g - r
        var hue = sector / 6 + turn
        hue -= hue.rounded(.down)
        let place = hue * 6, base = place.rounded(.down), part = place - base
        let saturation = range / most
        let low = clamped(most * (1 - saturation))
        let falling = clamped(most * (1 - saturation * part))
        let rising = clamped(most * (1 - saturation * (1 - part)))
        switch Int(base) % 6 {
        case 0: return (most, rising, low)
        case 1: return (falling, most, low)
        case 2: return (low, most, rising)
        case 3: return (low, falling, most)
        case 4: return (rising, low, most)
        default: return (most, low, falling)
        }
    }
}

/// Takes the colour out of some images; three equal channels remain.
///
/// - Shapes: `[N, 1 or 3, H, W]` of uint8 or of float32 → float32.
public struct RandomGrayscale: Augmentation, Codable, Equatable {
    /// Share of images that lose their colour.
    public let probability: Double

    /// Describes a share.
    ///
    /// - Throws: `ConfigError` unless it lies in 0...1.
    public init(probability: Double = 0.1) throws {
        try checkProbability(probability, "RandomGrayscale")
        self.probability = probability
    }

    /// Returns the images as floats, some of them grey.
    ///
    /// - Throws: `DataError` unless they have one or three channels.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try ImageShape(sample, "RandomGrayscale")
        try ImageKernel.require(channels: [1, 3], shape, "RandomGrayscale")
        let numbers = try ImageNumbers(shape, perImage: 1, stream)
        return try ImageKernel.change(sample, shape) { index, values in
            var draws = numbers.image(index)
            guard draws.removeFirst() < probability, shape.channels == 3 else { return }
            for place in 0..<shape.planeSize {
                let value = grey(values, place, shape.planeSize)
                for channel in 0..<3 { values[place + channel * shape.planeSize] = value }
            }
        }
    }
}

/// Inverts the bright pixels of some images: x becomes 1 - x where x is at least the threshold.
///
/// - Shapes: `[N, C, H, W]` of uint8 or of float32 in 0...1 → float32.
/// - Paper: Grill et al. 2020, arXiv 2006.07733, appendix B.
public struct Solarize: Augmentation, Codable, Equatable {
    /// Where "bright" begins.
    public let threshold: Double
    /// Share of images that are changed.
    public let probability: Double

    /// Describes an inversion.
    ///
    /// - Throws: `ConfigError` unless both numbers lie in 0...1.
    public init(threshold: Double = 0.5, probability: Double) throws {
        try checkProbability(probability, "Solarize")
        guard (0...1).contains(threshold) else {
            throw augmentationError("Solarize", "the threshold is \(threshold), expected a number in 0...1")
        }
        self.threshold = threshold
        self.probability = probability
    }

    /// Returns the images as floats, some of them inverted.
    ///
    /// - Throws: `DataError` if the tensor is no batch of images.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try ImageShape(sample, "Solarize")
        let numbers = try ImageNumbers(shape, perImage: 1, stream)
        let threshold = Float(threshold)
        return try ImageKernel.change(sample, shape) { index, values in
            var draws = numbers.image(index)
            guard draws.removeFirst() < probability else { return }
            for place in values.indices where values[place] >= threshold { values[place] = 1 - values[place] }
        }
    }
}
