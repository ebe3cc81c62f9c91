// The usual random changes of training images.
import GimbalData
import GimbalTensor

/// How training images are changed at random.
public enum ImageAugmentation: String, Sendable, Codable, CaseIterable {
    /// Not at all.
    case none
    /// Half of them are mirrored left to right.
    case flip
    /// Moved by up to an eighth of their shorter side over a black ground, and half of them mirrored.
    case cropAndFlip = "crop-flip"

    /// The changes of images of some size, on bytes.
    ///
    /// - Paper: He et al. 2016, arXiv 1512.03385, section 4.2: 4 pixels for images of 32 x 32.
    /// - Throws: `ConfigError` if a side is 0.
    public func steps(height: Int, width: Int) throws -> Compose<Tensor> {
        switch self {
        case .none: return Compose([])
        case .flip: return Compose([try RandomFlip()])
        case .cropAndFlip:
            let padding = max(1, min(height, width) / 8)
            return Compose([try RandomCrop(height: height, width: width, padding: padding), try RandomFlip()])
        }
    }
}
