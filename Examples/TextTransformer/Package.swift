// swift-tools-version: 6.1
// A program of its own that uses the library, as a reader's would.
import PackageDescription

let package = Package(
    name: "TextTransformer",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "Gimbal", path: "../..")],
    targets: [
        .executableTarget(
            name: "TextTransformer",
            dependencies: [
                .product(name: "GimbalNN", package: "Gimbal"),
                .product(name: "GimbalTensor", package: "Gimbal"),
            ], path: "Sources")
    ],
    swiftLanguageModes: [.v6]
)
