// Checks of images: each is decoded once.
import GimbalCore
import GimbalTensor

/// Checks of images and their classes.
enum ImageChecks {
    static func run(_ content: ImageDataSet, _ split: DataSplit?, _ list: inout FindingList) throws {
        let images = content.images
        guard images.count > 0 else {
            list.add(
                .error, .empty, unit: .image, count: 0, "no image", expected: "images to learn from",
                fix: "Check the folder's name and the files' endings.")
            return
        }
        var hashes: [UInt64] = []
        var shapes: [[Int]: Int] = [:]
        var constant: [Int] = []
        for index in 0..<images.count {
            do {
                let image = try images.image(index)
                shapes[image.shape, default: 0] += 1
                var hash = ContentHash()
                for extent in image.shape { hash.add(UInt64(extent)) }
                try image.withUnsafeBytes { bytes in
                    hash.add(bytes)
                    if let first = bytes.first, bytes.allSatisfy({ $0 == first }) { constant.append(index) }
                }
                hashes.append(hash.value)
            } catch let error as DataError {
                list.add(
                    .error, .corruptImage, row: index, unit: .image, error.message, expected: "",
                    fix: error.fix)
                // A number of its own, so that broken images are not equal to each other.
                hashes.append(UInt64(index) &* 0x9e37_79b9)
            }
        }
        checkShapes(shapes, &list)
        if let first = constant.first {
            list.add(
                .warning, .constantImage, row: first, unit: .image, count: constant.count,
                "\(Finding.Unit.image.counted(constant.count)) of one colour",
                expected: "images that show something",
                fix: "Leave them out, or check how they were made.")
        }
        if let labels = content.labels { LabelChecks.run(labels, unit: .image, split, &list) }
        PartChecks.run(
            EqualSamples(hashes),
            targets: content.labels.map { $0.classes.map { UInt64(bitPattern: Int64($0 ?? -1)) } },
            count: images.count, isContinuous: true, unit: .image, split, &list)
    }

    private static func checkShapes(_ shapes: [[Int]: Int], _ list: inout FindingList) {
        guard shapes.count > 1 else { return }
        let ordered = shapes.sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }
        let shown = ordered.prefix(3).map {
            "\($0.value) of \($0.key.map(String.init).joined(separator: " x "))"
        }
        list.add(
            .note, .mixedShapes, unit: .image, count: shapes.count,
            "\(shapes.count) shapes: \(shown.joined(separator: ", "))\(shapes.count > 3 ? " ..." : "")",
            expected: "one shape of channels, height and width", fix: "Resize and crop them to one size.")
    }
}
