// swift-tools-version: 6.1
// A package of its own, so that building and testing Gimbal does not pay for it.
import PackageDescription

let libtorch = Context.packageDirectory + "/../.deps/libtorch"

let package = Package(
    name: "GimbalBenchmarks",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "Gimbal", path: "..")],
    targets: [
        .executableTarget(name: "measure", dependencies: [.product(name: "Gimbal", package: "Gimbal")]),
        // The yardstick of `a + b`: the same loop in C++.
        .executableTarget(
            name: "libtorch-add",
            cxxSettings: [
                .unsafeFlags([
                    "-isystem", "\(libtorch)/include", "-isystem",
                    "\(libtorch)/include/torch/csrc/api/include",
                ])
            ],
            linkerSettings: [
                .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"]),
                .linkedLibrary("torch_cpu"), .linkedLibrary("c10"), .linkedLibrary("m"),
            ]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
