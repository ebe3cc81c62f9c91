import GimbalStatistics
import Testing

private struct ImageRow: Decodable {
    let width, height, channelCount: Int
    let dataRange, ssim, psnr: Double
    let image, other: [Double]
}

@Suite("Image metrics")
struct ImageTests {
    private func noise(_ count: Int, seed: UInt64) -> [Double] {
        var generator = Xoshiro256(seed: seed)
        return (0..<count).map { _ in Double(generator.index(below: 256)) / 255 }
    }

    @Test("agree with scikit-image, from double and single precision")
    func oracle() throws {
        for row in try fixture("images", as: [ImageRow].self) {
            let (w, h, c) = (row.width, row.height, row.channelCount)
            let image = try ImagePlanes(row.image, width: w, height: h, channelCount: c)
            let other = try ImagePlanes(row.other, width: w, height: h, channelCount: c)
            let similarity = try Metrics.ssim(image, reference: other, dataRange: row.dataRange)
            #expect(isClose(similarity, row.ssim, relative: 1e-10))
            let ratio = try Metrics.psnr(image, reference: other, dataRange: row.dataRange)
            #expect(isClose(ratio, row.psnr, relative: 1e-12))
            // The fixture holds numbers of single precision, so both forms are the same image.
            let single = try ImagePlanes(row.image.map(Float.init), width: w, height: h, channelCount: c)
            #expect(single == image)
        }
    }

    @Test("equal images: similarity 1, no noise")
    func equal() throws {
        let image = try ImagePlanes(noise(13 * 12, seed: 1), width: 13, height: 12)
        #expect(isClose(try Metrics.ssim(image, reference: image, dataRange: 1), 1))
        #expect(try Metrics.psnr(image, reference: image, dataRange: 1) == .infinity)
    }

    @Test("closed forms: flat images, and an error of one tenth of the range")
    func closedForms() throws {
        let dark = try ImagePlanes([Double](repeating: 0.25, count: 144), width: 12, height: 12)
        let light = try ImagePlanes([Double](repeating: 0.75, count: 144), width: 12, height: 12)
        // No variance anywhere: only the luminance term is left.
        let luminance = (2 * 0.25 * 0.75 + 1e-4) / (0.0625 + 0.5625 + 1e-4)
        #expect(isClose(try Metrics.ssim(dark, reference: light, dataRange: 1), luminance))
        let tenth = try ImagePlanes([Double](repeating: 0.35, count: 144), width: 12, height: 12)
        #expect(isClose(try Metrics.psnr(tenth, reference: dark, dataRange: 1), 20))
    }

    @Test("both images may be swapped, turned over, or scaled with the range")
    func invariances() throws {
        let (a, b) = (noise(15 * 14, seed: 2), noise(15 * 14, seed: 3))
        let image = try ImagePlanes(a, width: 15, height: 14)
        let other = try ImagePlanes(b, width: 15, height: 14)
        let similarity = try Metrics.ssim(image, reference: other, dataRange: 1)
        #expect(similarity > -0.3 && similarity < 0.3)
        #expect(isClose(try Metrics.ssim(other, reference: image, dataRange: 1), similarity))
        let turned = try Metrics.ssim(
            ImagePlanes(a.reversed(), width: 15, height: 14),
            reference: ImagePlanes(b.reversed(), width: 15, height: 14), dataRange: 1)
        #expect(isClose(turned, similarity, relative: 1e-10))
        let scaled = try Metrics.ssim(
            ImagePlanes(a.map { $0 * 255 }, width: 15, height: 14),
            reference: ImagePlanes(b.map { $0 * 255 }, width: 15, height: 14), dataRange: 255)
        #expect(isClose(scaled, similarity, relative: 1e-10))
        // A channel more with the same content changes nothing.
        let twice = try Metrics.ssim(
            ImagePlanes(a + a, width: 15, height: 14, channelCount: 2),
            reference: ImagePlanes(b + b, width: 15, height: 14, channelCount: 2), dataRange: 1)
        #expect(isClose(twice, similarity))
    }

    @Test("say what is wrong with the input")
    func errors() throws {
        let small = try ImagePlanes([Double](repeating: 0, count: 120), width: 12, height: 10)
        let turned = try ImagePlanes([Double](repeating: 0, count: 120), width: 10, height: 12)
        #expect(
            errorText { _ = try Metrics.ssim(small, reference: small, dataRange: 1) }
                == "ssim: the images have 12 × 10 pixels, expected at least 11 × 11, the size of the window. "
                + "Compare larger images, or use the psnr.")
        #expect(
            errorText { _ = try Metrics.psnr(small, reference: turned, dataRange: 1) }
                == "psnr: the image has channels, height and width [1, 10, 12], the reference [1, 12, 10], "
                + "expected the same. Resize one of them, or look for swapped extents.")
        #expect(
            errorText { _ = try Metrics.psnr(small, reference: small, dataRange: 0) }
                == "psnr: dataRange is 0.0, expected a positive number. "
                + "Pass 1 for values in 0...1, or 255 for bytes.")
        #expect(
            errorText { _ = try ImagePlanes([1.0, 2], width: 3, height: 1) }
                == "ImagePlanes: found 2 values for width 3, height 1 and 1 channels, expected positive "
                + "extents and their product. Pass the planes one after the other, each row by row.")
        #expect(
            errorText { _ = try ImagePlanes([1.0], width: -1, height: -1) }.contains("positive extents"))
        #expect(
            errorText { _ = try ImagePlanes([1.0], width: .max, height: 3) }.contains("positive extents"))
        #expect(
            errorText { _ = try ImagePlanes([Float.nan], width: 1, height: 1) }.contains("pixel 0 is nan"))
    }
}
