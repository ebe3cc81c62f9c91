// The frames of a video as numbered image files.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor

/// Reads a folder of frames: `frame_0001.png`, `frame_0002.png` and so on.
///
/// Frames are ordered by their numbers, `frame_2` before `frame_10`. The numbers must rise by the same step; a gap is an
/// error that names it. All frames have one size. The card's `frame-rate` tells the frames per second.
public enum ImageSequence: DataReader {
    /// Id of the format.
    public static let id = "image-sequence"
    /// How the format is recognised.
    public static let summary = "folder of numbered frames, frame_0001.png ..."
    /// The format is a folder.
    public static let readsFolders = true

    /// Whether the folder holds at least two images and all their names begin with "frame" and end with a number.
    public static func recognizes(_ url: URL) -> Bool {
        let names = ImageNames.images(in: url)
        return names.count > 1
            && names.allSatisfy { $0.lowercased().hasPrefix("frame") && number(of: $0) != nil }
    }

    /// Reads a sequence.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> ImageDataSet {
        let names = try orderedNames(source.url)
        let urls = names.map { source.url.appendingPathComponent($0) }
        let images = try ImageFiles(urls)
        let first = images.header(0)
        if let other = names.indices.first(where: { !images.header($0).hasSize(of: first) }) {
            let found = images.header(other)
            throw problem(
                "shape", urls[other],
                "the frame has \(found.height) x \(found.width) pixels, the first one has "
                    + "\(first.height) x \(first.width)", fix: "Bring all frames to one size.")
        }
        if let rate = source.card.frameRate, !(rate > 0 && rate.isFinite) {
            throw problem(
                "rate", source.url, "the card's frame-rate is \(rate), expected frames per second",
                fix: "Write a positive number, such as 25.")
        }
        return try ImageDataSet(
            images, frameRate: source.card.frameRate,
            provenance: try ImageNames.provenance(source, urls))
    }

    /// The number at the end of a name, before its ending.
    private static func number(of name: String) -> Int? {
        let stem = name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex)
        return Int(String(stem.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()))
    }

    private static func orderedNames(_ folder: URL) throws -> [String] {
        let names = ImageNames.images(in: folder)
        guard !names.isEmpty else {
            throw problem("empty", folder, "there is no frame in it", fix: "Expected frame_0001.png ...")
        }
        var frames: [(number: Int, name: String)] = []
        for name in names {
            guard let number = number(of: name) else {
                throw problem(
                    "name", folder, "the name of \(name) does not end with a number",
                    fix: "Take it out of the folder, or number it.")
            }
            frames.append((number, name))
        }
        frames.sort { $0.number < $1.number }
        let steps = zip(frames, frames.dropFirst()).map { ($0, $1, $1.number - $0.number) }
        let step = steps.map { $0.2 }.min() ?? 1
        for (a, b, found) in steps where found != step || step == 0 {
            let what =
                found == 0 ? "have the same number" : "have nothing between them, expected steps of \(step)"
            throw problem(
                found == 0 ? "duplicate" : "gap", folder, "\(a.name) and \(b.name) \(what)",
                fix: "Add the missing frames, or renumber.")
        }
        return frames.map(\.name)
    }

    private static func problem(_ code: String, _ url: URL, _ what: String, fix: String) -> DataError {
        DataError("sequence.\(code)", "\(url.path): \(what).", fix: fix)
    }
}

extension ImageHeader {
    /// Whether rows and columns are those of another image.
    func hasSize(of other: ImageHeader) -> Bool { height == other.height && width == other.width }
}
