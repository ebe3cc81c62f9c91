// swift-tools-version: 6.1
// The map of targets is in ARCHITECTURE.md; a target imports only those above it there.
import Foundation
import PackageDescription

// A development checkout has libtorch unpacked (or linked) by `./setup`; a package that depends on Gimbal finds it
// through pkg-config (`libtorch.pc`, written by `./setup` too), because SwiftPM forbids unsafe flags in dependencies.
let unpacked = Context.packageDirectory + "/.deps/libtorch"
let developing = FileManager.default.fileExists(atPath: unpacked + "/include/ATen/ATen.h")

let native: [Target] =
    developing
    ? [
        .target(
            name: "CGimbal",
            cxxSettings: [
                .unsafeFlags([
                    "-isystem", "\(unpacked)/include", "-isystem",
                    "\(unpacked)/include/torch/csrc/api/include",
                ])
            ],
            linkerSettings: [
                .unsafeFlags(["-L\(unpacked)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(unpacked)/lib"]),
                .linkedLibrary("torch_cpu"), .linkedLibrary("c10"), .linkedLibrary("m"),
            ])
    ]
    : [
        .systemLibrary(name: "CLibTorch", path: "Sources/CLibTorch", pkgConfig: "libtorch"),
        .target(name: "CGimbal", dependencies: ["CLibTorch"], linkerSettings: [.linkedLibrary("m")]),
    ]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target
{
    .target(name: name, dependencies: dependencies, resources: resources)
}

let collections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let numerics: Target.Dependency = .product(name: "Numerics", package: "swift-numerics")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let sqlite: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let libraries: [Target] = [
    .systemLibrary(
        name: "CZip", pkgConfig: "libzip",
        providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(
        name: "CZlib", pkgConfig: "zlib",
        providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
        name: "CTurboJPEG", pkgConfig: "libturbojpeg",
        providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
        name: "CSPNG", pkgConfig: "spng",
        providers: [.apt(["libspng-dev"]), .brew(["libspng"])]),
    .systemLibrary(
        name: "CARPACK", pkgConfig: "arpack",
        providers: [.apt(["libarpack2-dev"]), .brew(["arpack"])]),
    .systemLibrary(
        name: "CMETIS",
        providers: [.apt(["libmetis-dev"]), .brew(["metis"])]),
    library("GimbalCore"),
    library("GimbalTensor", ["CGimbal", "CZip", "GimbalCore", collections]),
    library("GimbalNN", ["GimbalTensor", collections]),
    library("GimbalGraphs", ["CGimbal", "GimbalNN", heap]),
    // What needs a system library of its own is a target and product of its own.
    library("GimbalSpectral", ["CARPACK", "GimbalGraphs"]),
    library("GimbalPartition", ["CMETIS", "GimbalGraphs"]),
    // Data/ and Papers/ are targets of their own so that their files are found wherever the program is installed.
    .target(
        name: "GimbalShippedData", path: "Data", exclude: ["README.md"], sources: ["ShippedData.swift"],
        resources: [
            .copy("catalogue"), .copy("cora"), .copy("fashion-mnist-small"), .copy("german-credit"),
            .copy("hepatitis"),
            .copy("mutag"), .copy("rossi"), .copy("wine-quality-red"),
        ]),
    .target(
        name: "GimbalPapers", path: "Papers", sources: ["PaperFiles.swift"],
        resources: [.copy("yaml")]),
    library("GimbalData", ["CZlib", "GimbalGraphs", "GimbalShippedData", yams]),
    library("GimbalImages", ["CSPNG", "CTurboJPEG", "GimbalData"]),
    library("GimbalFetch", ["GimbalData"]),
    library("GimbalStatistics", ["GimbalCore", numerics]),
    library("GimbalTraining", ["GimbalNN", "GimbalGraphs"]),
    library("GimbalTasks", ["GimbalTraining", "GimbalData", "GimbalStatistics", collections]),
    library("GimbalBackbones", ["GimbalTasks"]),
    library("GimbalGraphNetworks", ["GimbalTasks"]),
    library("GimbalCatalogue", ["GimbalBackbones", "GimbalGraphNetworks"]),
    library("GimbalExperiments", ["GimbalCatalogue", "GimbalPapers", sqlite, yams]),
    library("GimbalReports", ["GimbalExperiments"]),
    library("Gimbal", ["GimbalReports"]),
]

/// Programs that show how the library is used; built and run with the tests, no products.
let examples: [Target] = [
    .executableTarget(
        name: "TextTransformer", dependencies: ["GimbalNN"], path: "Examples/TextTransformer",
        exclude: ["README.md", "shakespeare.txt"], sources: ["Sources"])
]

let programs: [Target] = [
    .executableTarget(
        name: "gimbal-cli", dependencies: ["Gimbal", "GimbalFetch", "GimbalImages", arguments]),
    .executableTarget(name: "bindgen", dependencies: [arguments], exclude: ["operators.txt"]),
    .executableTarget(
        name: "docgen", dependencies: [arguments], exclude: ["pytorch-names.txt", "pytorch-table.txt"]),
]

/// A test target, found only when its folder is there: packages that depend on Gimbal get no tests.
func tests(_ name: String, _ dependencies: [String], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies.map { .byName(name: $0) } + ["GimbalTestSupport"],
        exclude: exclude)
}

let testing: [Target] = [
    .target(
        name: "GimbalTestSupport", dependencies: ["GimbalTensor", "GimbalNN", "GimbalGraphs"],
        path: "Tests/Support"),
    tests("GimbalCoreTests", ["GimbalCore"]),
    tests("GimbalTensorTests", ["GimbalTensor"]),
    tests("GimbalNNTests", ["GimbalNN"]),
    tests("GimbalGraphsTests", ["GimbalGraphs"]),
    tests("GimbalSpectralTests", ["GimbalSpectral"]),
    tests("GimbalPartitionTests", ["GimbalPartition"]),
    tests("GimbalDataTests", ["GimbalData"]),
    tests("GimbalImagesTests", ["GimbalImages"]),
    tests("GimbalFetchTests", ["GimbalFetch"]),
    tests("GimbalStatisticsTests", ["GimbalStatistics"], exclude: ["Fixtures"]),
    tests("GimbalTrainingTests", ["GimbalTraining"]),
    tests("GimbalTasksTests", ["GimbalTasks", "GimbalBackbones", "GimbalGraphNetworks"]),
    tests("GimbalBackbonesTests", ["GimbalBackbones"]),
    tests("GimbalGraphNetworksTests", ["GimbalGraphNetworks"]),
    tests("GimbalExperimentsTests", ["GimbalExperiments"]),
    tests("GimbalReportsTests", ["GimbalReports"]),
    tests("LawTests", ["GimbalCatalogue"]),
    tests("GoldenTests", ["GimbalCatalogue"]),
    tests("OracleTests", ["GimbalGraphs"]),
    tests("CommandLineTests", ["GimbalCore"]),
    tests("BindgenTests", ["bindgen", "GimbalTensor"]),
]

let package = Package(
    name: "Gimbal",
    platforms: [.macOS(.v14)],
    products: [
        .library(name: "Gimbal", targets: ["Gimbal"]),
        .library(name: "GimbalTensor", targets: ["GimbalTensor"]),
        .library(name: "GimbalNN", targets: ["GimbalNN"]),
        .library(name: "GimbalGraphs", targets: ["GimbalGraphs"]),
        .library(name: "GimbalSpectral", targets: ["GimbalSpectral"]),
        .library(name: "GimbalPartition", targets: ["GimbalPartition"]),
        .library(name: "GimbalData", targets: ["GimbalData"]),
        .library(name: "GimbalImages", targets: ["GimbalImages"]),
        .library(name: "GimbalFetch", targets: ["GimbalFetch"]),
        .library(name: "GimbalStatistics", targets: ["GimbalStatistics"]),
        .executable(name: "gimbal", targets: ["gimbal-cli"]),
        .executable(name: "bindgen", targets: ["bindgen"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: native + libraries + programs + examples + testing,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
